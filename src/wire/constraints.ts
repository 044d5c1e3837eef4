import type { Reading } from '../service.js';
import { readPlaces, readWords } from './places.js';
import { type Bounds, type Check, checksOf, type Rule } from './rule.js';
import type { NumberKinds, OperationShape, Shape, StructureShape } from './shape.js';
import type { Demand, SimpleDemand, Violation, Wording } from './violation.js';

/** What a service demands of its input beyond types; held as data per service. */
export interface Constraints {
  /** Integer or double, which the SDK's schemas do not tell; by `Structure.Member`. */
  readonly numberKind: NumberKinds;

  /** Throws one ServiceError that names all violations, in AWS's wording. */
  check(operation: OperationShape, input: object): void;
}

/** The operations that share a wording, and the rules of their input. */
export interface Ruleset {
  /** Names with white space between; absent, all operations of the service. */
  readonly operations?: string;
  readonly wording: Wording;
  /** Violations are told in this order; several rules may name one place. */
  readonly rules: readonly Rule[];
  /** What is demanded of each text that no rule names. */
  readonly otherTexts?: Bounds;
}

/**
 * Makes the checker of a service. Each operation's input is planned once, when it is first checked,
 * so that a check visits only what a rule speaks of. Read at once, a place that no input has is
 * refused.
 */
export function createCheck(
  shapes: ReadonlyMap<string, OperationShape>,
  rulesets: readonly Ruleset[],
  { reads }: Reading = { reads: 'whenCalled' },
): Constraints['check'] {
  const plans = new Plans(rulesetsByOperation(shapes, rulesets));
  if (reads === 'atOnce') {
    for (const shape of shapes.values()) plans.of(shape);
    plans.assertAllPlaced(rulesets);
  }
  return (operation, input) => {
    const { plan, wording } = plans.of(operation);
    const violations = new Walk(wording).of(plan, input);
    if (violations.length > 0) throw wording.toError(violations);
  };
}

function rulesetsByOperation(
  shapes: ReadonlyMap<string, OperationShape>,
  rulesets: readonly Ruleset[],
): ReadonlyMap<string, Ruleset> {
  const known = new Map<string, Ruleset>();
  for (const ruleset of rulesets) {
    const names = ruleset.operations === undefined ? shapes.keys() : readWords(ruleset.operations);
    for (const name of names) {
      if (!shapes.has(name) || known.has(name)) {
        throw new Error(`${name} is no operation, or has two sets of rules.`);
      }
      known.set(name, ruleset);
    }
  }
  const without = [...shapes.keys()].filter((name) => !known.has(name));
  if (without.length > 0) throw new Error(`These have no rules: ${without.join(', ')}.`);
  return known;
}

interface InputPlan {
  readonly plan: ValuePlan;
  readonly wording: Wording;
}

/** The plans of a service, each made when it is first asked for. */
class Plans {
  private readonly plans = new Map<string, InputPlan>();
  private readonly planners = new Map<Ruleset, Planner>();
  /** The places that some input has shown so far. */
  private readonly places = new Set<string>();

  constructor(private readonly rulesets: ReadonlyMap<string, Ruleset>) {}

  of({ name, input }: OperationShape): InputPlan {
    const known = this.plans.get(name);
    if (known !== undefined) return known;
    const ruleset = this.rulesets.get(name);
    if (ruleset === undefined) throw new Error(`${name} has no rules.`);
    const planner = this.planners.get(ruleset) ?? new Planner(ruleset, this.places);
    this.planners.set(ruleset, planner);
    const made = { plan: planner.plan(input), wording: ruleset.wording };
    this.plans.set(name, made);
    return made;
  }

  assertAllPlaced(rulesets: readonly Ruleset[]): void {
    const named = rulesets.flatMap(({ rules }) => rules.flatMap(({ at }) => readPlaces(at)));
    const strays = [...new Set(named)].filter((place) => !this.places.has(place));
    if (strays.length > 0) throw new Error(`No input has these members: ${strays.join(', ')}.`);
  }
}

/** What is to be checked of a value, and of what is in it. */
interface ValuePlan {
  readonly shape: Shape;
  readonly checks: readonly Check[];
  readonly members: readonly MemberPlan[];
  readonly elements: ValuePlan | undefined;
}

interface MemberPlan {
  readonly name: string;
  /** What its absence violates, if it must be there. */
  readonly missing: Demand | undefined;
  /** A rule names zero as its least length: what is empty is there. */
  readonly mayBeEmpty: boolean;
  readonly value: ValuePlan;
}

class Planner {
  private readonly rules = new Map<string, Rule[]>();
  private readonly structures = new Map<string, MemberPlan[]>();

  constructor(
    private readonly ruleset: Ruleset,
    /** Grows by those that are planned. */
    private readonly places: Set<string>,
  ) {
    for (const rule of ruleset.rules) {
      for (const place of readPlaces(rule.at)) {
        this.rules.set(place, [...(this.rules.get(place) ?? []), rule]);
      }
    }
  }

  plan(shape: Shape, place = ''): ValuePlan {
    const rules = this.rules.get(place);
    this.places.add(place);
    const bounds = rules ?? (shape.kind === 'string' ? [this.ruleset.otherTexts ?? {}] : []);
    return {
      shape,
      checks: bounds.filter(({ required }) => !required).flatMap((each) => checksOf(each, shape)),
      members: shape.kind === 'structure' ? this.members(shape) : [],
      elements: shape.kind === 'list' ? this.elements(shape.element, `${place}[]`) : undefined,
    };
  }

  private elements(shape: Shape, place: string): ValuePlan | undefined {
    const plan = this.plan(shape, place);
    return isEmpty(plan) ? undefined : plan;
  }

  private members(structure: StructureShape): readonly MemberPlan[] {
    const known = this.structures.get(structure.name);
    if (known !== undefined) return known;
    // Entered before it is filled: a structure may contain itself.
    const members: MemberPlan[] = [];
    this.structures.set(structure.name, members);
    for (const { name, shape, isRequired } of this.ruleset.wording.inOrder(structure.members)) {
      const place = `${structure.name}.${name}`;
      const value = this.plan(shape, place);
      const missing = this.missing(place) ?? (isRequired ? presence : undefined);
      const mayBeEmpty = this.rules.get(place)?.some(({ length }) => length?.[0] === 0) ?? false;
      if (missing !== undefined || !isEmpty(value)) {
        members.push({ name, missing, mayBeEmpty, value });
      }
    }
    return members;
  }

  private missing(place: string): Demand | undefined {
    const rule = this.rules.get(place)?.find(({ required }) => required);
    if (rule === undefined) return undefined;
    return rule.says === undefined ? presence : { kind: 'own', message: rule.says };
  }
}

const presence: Demand = { kind: 'presence' };

function isEmpty({ checks, members, elements }: ValuePlan): boolean {
  return checks.length === 0 && members.length === 0 && elements === undefined;
}

/** An answer ends somewhere, whatever was sent. */
const violationsMax = 1000;

class Walk {
  private readonly path: (string | number)[] = [];
  private readonly violations: Violation[] = [];

  constructor(private readonly wording: Wording) {}

  of(plan: ValuePlan, input: object): readonly Violation[] {
    this.value(plan, input);
    return this.violations;
  }

  private value(plan: ValuePlan, value: unknown): void {
    for (const check of plan.checks) {
      if (check.accepts(value)) continue;
      this.report(check.demand, plan.shape, value);
      // What is too long is not searched any further.
      if (check.demand.kind === 'lengthMax') return;
    }
    if (plan.members.length > 0) this.members(plan.members, value as Record<string, unknown>);
    const { elements } = plan;
    if (elements === undefined) return;
    const demands = this.wording.tellsListsWhole ? simpleDemands(elements) : undefined;
    const list = value as readonly unknown[];
    if (demands === undefined) this.elements(elements, list);
    else if (list.some((element) => !accepts(elements, element))) {
      this.report({ kind: 'elements', demands }, plan.shape, list);
    }
  }

  private members(plans: readonly MemberPlan[], structure: Record<string, unknown>): void {
    for (const { name, missing, mayBeEmpty, value: plan } of plans) {
      const value = structure[name];
      if (missing === undefined && value === undefined) continue;
      this.path.push(name);
      const isMissing = mayBeEmpty ? value === undefined : this.wording.isMissing(value);
      if (missing !== undefined && isMissing) {
        this.report(missing, plan.shape, undefined);
      } else {
        this.value(plan, value);
      }
      this.path.pop();
    }
  }

  private elements(plan: ValuePlan, list: readonly unknown[]): void {
    for (let index = 0; index < list.length; index++) {
      if (this.violations.length >= violationsMax) return;
      this.path.push(index + 1);
      this.value(plan, list[index]);
      this.path.pop();
    }
  }

  private report(demand: Demand, shape: Shape, value: unknown): void {
    this.violations.push({ path: [...this.path], shape, value, demand });
  }
}

/** What is demanded of texts and numbers in a list; undefined where there is more to be said. */
function simpleDemands({ checks, members, elements }: ValuePlan): SimpleDemand[] | undefined {
  if (members.length > 0 || elements !== undefined) return undefined;
  const simple = checks.flatMap(({ demand }) =>
    demand.kind === 'own' || demand.kind === 'elements' ? [] : [demand],
  );
  return simple.length === checks.length ? simple : undefined;
}

function accepts({ checks }: ValuePlan, element: unknown): boolean {
  return checks.every((check) => check.accepts(element));
}

import type { Reading, ServiceModel } from '../service.js';
import { createCheck, type Ruleset } from './constraints.js';
import { mapPlaces, readPlaces } from './places.js';
import { type NumberKind, type NumberKinds, SchemaReader } from './shape.js';

/** What the exports of an SDK client do not say about their service. */
export interface ModelFacts extends Pick<
  ServiceModel,
  'name' | 'version' | 'xmlNamespace' | 'errorNamespace' | 'targetPrefix'
> {
  /** The places of all numbers, by kind. */
  readonly numbers: Readonly<Record<NumberKind, string>>;
  readonly rulesets: readonly Ruleset[];
  /** The places of members that are written behind all others of their structure. */
  readonly lastMembers?: string;
}

/**
 * The model of a service from the exports of its SDK client and what we know beside them. Read at
 * once, a place that the client does not have is refused, so that a slip of the pen cannot switch a
 * rule off; that is for tests, since it would take a tenth of the start.
 */
export function readModel(
  exports: Readonly<Record<string, unknown>>,
  { numbers, rulesets, lastMembers = '', ...facts }: ModelFacts,
  reading: Reading = { reads: 'whenCalled' },
): ServiceModel {
  const numberKinds = new NumberKindTable(numbers);
  const numberKind: NumberKinds = (place) => numberKinds.kindOf(place);
  const last = new Set(readPlaces(lastMembers));
  const reader = new SchemaReader(numberKind, (place) => last.has(place));
  const shapes = reader.operations(exports, reading);
  const check = createCheck(shapes, rulesets, reading);
  if (reading.reads === 'atOnce') numberKinds.assertAllRead();
  return { ...facts, shapes, constraints: { numberKind, check } };
}

class NumberKindTable {
  private readonly kinds: ReadonlyMap<string, NumberKind>;
  private readonly read = new Set<string>();

  constructor(numbers: Readonly<Record<NumberKind, string>>) {
    const entries = Object.entries(numbers) as [NumberKind, string][];
    this.kinds = mapPlaces(entries);
  }

  kindOf(place: string): NumberKind {
    const kind = this.kinds.get(place);
    if (kind === undefined) throw new Error(`The number ${place} has no kind.`);
    this.read.add(place);
    return kind;
  }

  assertAllRead(): void {
    const strays = [...this.kinds.keys()].filter((place) => !this.read.has(place));
    if (strays.length > 0) throw new Error(`These are no numbers: ${strays.join(', ')}.`);
  }
}

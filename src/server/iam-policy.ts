import type { Call } from './dispatch.js';
import { isRecord, type JsonRecord, listOf, refuseOthers, type Report, within } from './faults.js';
import { valueOfVariable } from './iam-condition-keys.js';
import { type Condition, parseCondition, unknownVariable } from './iam-condition.js';
import { matchesPattern, parsePattern, type Pattern } from './iam-pattern.js';

/**
 * Identity-based policies as IAM documents. What no statement allows is denied, and one statement
 * that denies wins over all that allow (IAM User Guide, "Policy evaluation logic").
 *
 * A document is understood completely or refused: an element, a key or an operator that were read
 * and ignored would allow what their author thought was denied.
 */
export interface Policy {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  appliesTo(question: Question): boolean;
}

/** Whether a call may use its operation on one resource. */
export interface Question {
  readonly call: Call;
  /** `autoscaling:SetDesiredCapacity` */
  readonly action: string;
  readonly resource: Resource;
}

export interface Resource {
  /** An ARN, or `*` where the operation names no resource. */
  readonly arn: string;
  /** Set where the seventh part of the ARN is an id that nobody has looked up. */
  readonly isIdOpen: boolean;
}

export type Verdict = 'allowed' | 'explicitDeny' | 'implicitDeny';

export function judge(policies: readonly Policy[], question: Question): Verdict {
  const applying = policies
    .flatMap(({ statements }) => statements)
    .filter((statement) => statement.appliesTo(question));
  if (applying.some(({ effect }) => effect === 'Deny')) return 'explicitDeny';
  return applying.length > 0 ? 'allowed' : 'implicitDeny';
}

export function parsePolicy(document: unknown, report: Report): Policy {
  if (!isRecord(document)) {
    report('', 'must be a policy document');
    return { statements: [] };
  }
  refuseOthers(document, ['Version', 'Id', 'Statement'], report);
  const version = document.Version ?? '2008-10-17';
  if (version !== '2012-10-17' && version !== '2008-10-17') {
    report('.Version', 'must be 2012-10-17 or 2008-10-17');
  }
  const hasVariables = version === '2012-10-17';
  const statements = listOf(document.Statement);
  if (statements.length === 0) report('.Statement', 'must hold a statement');
  return {
    statements: statements.flatMap((statement, index) => {
      const reportInside = within(report, `.Statement[${index}]`);
      if (isRecord(statement)) return [parseStatement(statement, hasVariables, reportInside)];
      reportInside('', 'must be a statement');
      return [];
    }),
  };
}

const elements = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

function parseStatement(record: JsonRecord, hasVariables: boolean, report: Report): Statement {
  refuseOthers(record, elements, report);
  const effect = record.Effect;
  if (effect !== 'Allow' && effect !== 'Deny') report('.Effect', 'must be Allow or Deny');
  const actions = parseActions(record, report);
  const resources = parseResources(record, hasVariables, report);
  const conditions = parseConditions(record.Condition, hasVariables, report);
  return {
    effect: effect === 'Allow' ? 'Allow' : 'Deny',
    appliesTo: (question) =>
      actions(question) &&
      resources(question) &&
      conditions.every((condition) => condition(question.call)),
  };
}

type Matches = (question: Question) => boolean;

/** Actions are matched in any case; `cloudwatch:Put*` is all that puts. */
function parseActions(record: JsonRecord, report: Report): Matches {
  const { texts, isNegated } = eitherOf(record, ['Action', 'NotAction'], report);
  for (const text of texts) {
    if (/^(\*|[a-z0-9-]+:[a-z0-9*?]+)$/i.test(text)) continue;
    report(isNegated ? '.NotAction' : '.Action', `must be like cloudwatch:Put*, not '${text}'`);
  }
  const kind = { hasWildcards: true, hasVariables: false };
  const patterns = texts.map((text) => parsePattern(text.toLowerCase(), kind));
  return ({ action }) => {
    const name = action.toLowerCase();
    return patterns.some((each) => matchesPattern(each, name, () => undefined)) !== isNegated;
  };
}

function parseResources(record: JsonRecord, hasVariables: boolean, report: Report): Matches {
  const { texts, isNegated } = eitherOf(record, ['Resource', 'NotResource'], report);
  const member = isNegated ? '.NotResource' : '.Resource';
  const kind = { hasWildcards: true, hasVariables };
  const patterns = texts.map((text): ResourcePattern => {
    if (text !== '*' && !text.startsWith('arn:')) {
      report(member, `must be * or an ARN, not '${text}'`);
    }
    const exact = parsePattern(text, kind);
    const unknown = unknownVariable(exact);
    if (unknown !== undefined) report(member, unknown);
    return { exact, open: parsePattern(withOpenId(text), kind) };
  });
  return ({ resource, call }) =>
    patterns.some(({ exact, open }) =>
      matchesPattern(resource.isIdOpen ? open : exact, resource.arn, (name) =>
        valueOfVariable(name, call),
      ),
    ) !== isNegated;
}

interface ResourcePattern {
  readonly exact: Pattern;
  /** For a resource of which the request tells the name but not the id in its ARN. */
  readonly open: Pattern;
}

const idPart = 6;

/** `arn:aws:autoscaling:REGION:ACCOUNT:autoScalingGroup:ID:autoScalingGroupName/NAME` */
function withOpenId(text: string): string {
  const parts = text.split(':');
  return parts.length <= idPart ? text : parts.with(idPart, '*').join(':');
}

function eitherOf(
  record: JsonRecord,
  [element, negation]: readonly [string, string],
  report: Report,
): { texts: readonly string[]; isNegated: boolean } {
  const isNegated = record[negation] !== undefined;
  if (isNegated === (record[element] !== undefined)) {
    report('', `must have one of ${element} and ${negation}`);
  }
  const name = isNegated ? negation : element;
  const values = listOf(record[name]);
  const texts = values.filter((value) => typeof value === 'string');
  if (texts.length < values.length || (values.length === 0 && record[name] !== undefined)) {
    report(`.${name}`, 'must be a text or a list of texts');
  }
  return { texts, isNegated };
}

function parseConditions(node: unknown, hasVariables: boolean, report: Report): Condition[] {
  if (node === undefined) return [];
  if (!isRecord(node)) {
    report('.Condition', 'must be an object of operators');
    return [];
  }
  return Object.entries(node).flatMap(([operator, keys]) => {
    if (isRecord(keys)) {
      return Object.entries(keys).flatMap(([key, value]) => {
        const values = listOf(value).filter(isConditionValue).map(String);
        const condition =
          values.length < Math.max(1, listOf(value).length)
            ? `${operator} on ${key} needs a value or a list of values`
            : parseCondition({ operator, key, values, hasVariables });
        if (typeof condition !== 'string') return [condition];
        report('.Condition', condition);
        return [];
      });
    }
    report(`.Condition.${operator}`, 'must be an object of condition keys');
    return [];
  });
}

/** IAM lets numbers and booleans be written without quotation marks. */
function isConditionValue(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

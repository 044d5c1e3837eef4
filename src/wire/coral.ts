import { ServiceError, ValidationError$ } from './errors.js';
import { inHashMapOrder, javaHashCode } from './java-hash.js';
import { describeValue, lowerFirst } from './value-text.js';
import {
  type Demand,
  ownMessage,
  type SimpleDemand,
  type Violation,
  type Wording,
} from './violation.js';

/** Of more violations AWS tells the first ten, and that there are ten (recorded of alarms). */
const violationsTold = 10;

/**
 * The wording of Coral, AWS's service framework, for constraints of its model: alarm operations and
 * all of Auto Scaling. One ValidationError lists the violations:
 * `1 validation error detected: Value 'x' at 'stateValue' failed to satisfy constraint: …`.
 *
 * Members come in the order of a Java hash map. No page says so; it reproduces all recordings known
 * (PutMetricAlarm's tags before datapointsToAlarm, the value of a tag before its key, and five of
 * other services).
 */
export const coral: Wording = {
  inOrder: (members) => inHashMapOrder(members, ({ name }) => lowerFirst(name)),
  isMissing: (value) => value === undefined,
  tellsListsWhole: true,
  toError(violations) {
    const own = violations.flatMap((violation) =>
      violation.demand.kind === 'own' ? [ownMessage(violation.demand.message, violation)] : [],
    );
    const texts = violations
      .flatMap((violation) =>
        violation.demand.kind === 'own' ? [] : [violationText(violation, violation.demand)],
      )
      .slice(0, violationsTold);
    // Texts of its own are the service's, which sees a request only once the model is satisfied.
    if (texts.length === 0) return new ServiceError(ValidationError$, own[0]);
    const count = texts.length === 1 ? '1 validation error' : `${texts.length} validation errors`;
    return new ServiceError(ValidationError$, `${count} detected: ${texts.join('; ')}`);
  },
};

type ModelDemand = Exclude<Demand, { kind: 'own' }>;

function violationText({ path, shape, value }: Violation, demand: ModelDemand): string {
  const shown = value === undefined ? 'null' : `'${describeValue(shape, value)}'`;
  const at = path.map((step) => (typeof step === 'number' ? `${step}.member` : lowerFirst(step)));
  return `Value ${shown} at '${at.join('.')}' failed to satisfy constraint: ${demandText(demand)}`;
}

function demandText(demand: ModelDemand): string {
  switch (demand.kind) {
    case 'elements': {
      const texts = [...demand.demands].sort(byPlaceInList).map(demandText);
      return `Member must satisfy constraint: [${texts.join(', ')}]`;
    }
    case 'presence':
      return 'Member must not be null';
    case 'lengthMin':
      return `Member must have length greater than or equal to ${demand.bound}`;
    case 'lengthMax':
      return `Member must have length less than or equal to ${demand.bound}`;
    case 'valueMin':
      return `Member must have value greater than or equal to ${demand.bound}`;
    case 'valueMax':
      return `Member must have value less than or equal to ${demand.bound}`;
    case 'pattern':
      return `Member must satisfy regular expression pattern: ${demand.pattern}`;
    case 'oneOf':
      return `Member must satisfy enum value set: [${enumSetOrder(demand.values).join(', ')}]`;
  }
}

/** Of the elements of a list, AWS tells the greatest length before the least (recorded). */
function byPlaceInList(a: SimpleDemand, b: SimpleDemand): number {
  const isFirst = (demand: SimpleDemand): number => (demand.kind === 'lengthMax' ? 0 : 1);
  return isFirst(a) - isFirst(b);
}

/**
 * AWS lists an enum in the order of a Java hash set: by the low five bits of each value's
 * `hashCode`, and where these agree, the later value of the model first. No page says so; it
 * reproduces all recordings known (stateValue, statistic, comparisonOperator, the 27 units, and
 * scaleInProtectedInstances and standbyInstances of Auto Scaling).
 */
export function enumSetOrder(values: readonly (string | number)[]): readonly string[] {
  return values
    .map((value) => String(value))
    .reverse()
    .map((value) => ({ value, bucket: javaHashCode(value) & 31 }))
    .sort((a, b) => a.bucket - b.bucket)
    .map(({ value }) => value);
}

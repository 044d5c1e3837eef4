import { ServiceError } from './errors.js';
import type { Schema } from './shape.js';
import {
  type LengthDemand,
  ownMessage,
  queryPath,
  type Violation,
  type Wording,
} from './violation.js';

/**
 * The wording of Granite, the older half of CloudWatch: metrics, dashboards, streams, insight rules
 * and anomaly detectors. A line for each violation, paths in the spelling of Query whatever the
 * protocol: `The parameter MetricData.member.1.MetricName is required.` What is missing is told
 * first, under a code of its own.
 */
export function graniteWording(errors: GraniteErrors): Wording {
  return {
    inOrder: (members) => members,
    // Recorded: a blank text counts as a missing one.
    isMissing: (value) => value === undefined || isBlank(value),
    tellsListsWhole: false,
    toError(violations) {
      const missing = violations.filter(({ demand }) => demand.kind === 'presence');
      if (missing.length > 0) return new ServiceError(errors.missing, linesOf(missing));
      return new ServiceError(errors.invalid, linesOf(violations));
    },
  };
}

export interface GraniteErrors {
  readonly missing: Schema;
  readonly invalid: Schema;
}

function isBlank(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}

function linesOf(violations: readonly Violation[]): string {
  return [...new Set(violations.map(lineOf))].join('\n');
}

function lineOf(violation: Violation): string {
  const path = queryPath(violation.path);
  const { demand } = violation;
  const isList = violation.shape.kind === 'list';
  switch (demand.kind) {
    case 'presence':
      return `The parameter ${path} is required.`;
    case 'lengthMin':
    case 'lengthMax':
      return isList ? listLengthLine(path, demand) : textLengthLine(path, demand);
    case 'valueMin':
      return `The parameter ${path} must be greater than or equal to ${demand.bound}.`;
    case 'valueMax':
      return `The parameter ${path} must be less than or equal to ${demand.bound}.`;
    case 'pattern':
      return patternLine(path, demand.pattern);
    case 'oneOf':
      return `The parameter ${path} must be a value in the set [ ${demand.values.join(', ')} ].`;
    case 'own':
      return ownMessage(demand.message, violation);
    case 'elements':
      throw new Error('Here a list is told by those of its elements that do not fit.');
  }
}

function patternLine(path: string, pattern: string): string {
  return `The value for parameter ${path} is not matching the expected pattern ${pattern}.`;
}

function listLengthLine(path: string, { kind, bound }: LengthDemand): string {
  const relation = kind === 'lengthMax' ? 'greater' : 'less';
  return `The collection ${path} must not have a size ${relation} than ${bound}.`;
}

/** Recorded for the upper bound, which AWS words as the first length that is too much. */
function textLengthLine(path: string, { kind, bound }: LengthDemand): string {
  return kind === 'lengthMax'
    ? `The parameter ${path} must be shorter than ${bound + 1} characters.`
    : `The parameter ${path} must be longer than ${bound - 1} characters.`;
}

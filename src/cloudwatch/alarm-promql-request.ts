import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Validated } from '../service.js';
import { readActionLists } from './alarm-action-request.js';
import type { AlarmStateMember, PromQLAlarm } from './alarm-document.js';
import { checkContributorActions } from './alarm-insights.js';
import { type AlarmSettings, readAlarmSettings } from './alarm-request.js';
import { readActionConfiguration } from './alarm-tags-propagation.js';
import { validationError } from './errors.js';
import { parsePromQL } from './promql/parser.js';
import { PromQLError } from './promql/tree.js';

/** What PutMetricAlarm asks for as an alarm on a query in PromQL, checked. */
export type PromQLSettings = Omit<PromQLAlarm, AlarmStateMember>;

type Input = Validated<PutMetricAlarmInput>;

export function readMeasuringSettings(input: Input): AlarmSettings | PromQLSettings {
  return input.EvaluationCriteria === undefined ? readAlarmSettings(input) : readPromQL(input);
}

/** All else that says what is looked at, and when, stands in the criteria then. */
function readPromQL(input: Input): PromQLSettings {
  const { AlarmName, AlarmDescription, ActionsEnabled = true, EvaluationInterval } = input;
  const other = (Object.keys(input) as (keyof Input)[]).find((member) => !allowed.has(member));
  if (other !== undefined) {
    throw validationError(`${other} should not be set if EvaluationCriteria is set.`);
  }
  const PromQLCriteria = input.EvaluationCriteria?.PromQLCriteria;
  if (PromQLCriteria === undefined) {
    throw validationError('EvaluationCriteria should have PromQLCriteria');
  }
  if (EvaluationInterval === undefined) {
    throw validationError('EvaluationInterval is required when EvaluationCriteria is specified');
  }
  if (![10, 20, 30].includes(EvaluationInterval) && EvaluationInterval % 60 !== 0) {
    throw validationError('EvaluationInterval must be 10, 20, 30 or a multiple of 60');
  }
  checkQuery(PromQLCriteria.Query);
  const actions = readActionLists(input);
  checkContributorActions(actions);
  return {
    AlarmName,
    AlarmDescription,
    ActionsEnabled,
    ...actions,
    Dimensions: [],
    EvaluationCriteria: { PromQLCriteria },
    EvaluationInterval,
    ...readActionConfiguration(input),
  };
}

function checkQuery(query: string): void {
  try {
    parsePromQL(query);
  } catch (error) {
    if (!(error instanceof PromQLError)) throw error;
    throw validationError(`Invalid PromQL query. ${error.message}`);
  }
}

const allowed: ReadonlySet<keyof Input> = new Set<keyof Input>([
  ...(['AlarmName', 'AlarmDescription', 'ActionsEnabled', 'OKActions', 'AlarmActions'] as const),
  ...(['InsufficientDataActions', 'EvaluationCriteria', 'EvaluationInterval', 'Tags'] as const),
  'ActionConfiguration',
]);

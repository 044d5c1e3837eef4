import * as autoScalingSdk from '@aws-sdk/client-auto-scaling';
import * as cloudWatchSdk from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { rulesets as autoScalingRulesets } from '../../src/autoscaling/constraints.js';
import { cloudWatchRulesets } from '../../src/cloudwatch/constraints.js';
import { createCheck, type Ruleset } from '../../src/wire/constraints.js';
import { coral } from '../../src/wire/coral.js';
import type { Rule } from '../../src/wire/rule.js';
import { type OperationShape, SchemaReader } from '../../src/wire/shape.js';

describe('the rules of a service', () => {
  // Enums that only answers hold. What was sent is compared with the others.
  const cloudWatchAnswers = [
    'ActionsSuppressedBy',
    'AnomalyDetectorStateValue',
    'EvaluationState',
    'OTelEnrichmentStatus',
    'StatusCode',
  ];
  const autoScalingAnswers = [
    'InstanceRefreshStatus',
    'LifecycleState',
    'ScalingActivityStatusCode',
    'WarmPoolStatus',
  ];

  it('list the values of each enum that CloudWatch takes', () => {
    const rulesets = cloudWatchRulesets({ lenientUnits: false });
    expect(enumsWithoutRule(cloudWatchSdk, rulesets)).to.deep.equal(cloudWatchAnswers);
  });

  it('list the values of each enum that Auto Scaling takes', () => {
    expect(enumsWithoutRule(autoScalingSdk, autoScalingRulesets)).to.deep.equal([
      // The SDK has a value of newer models, which this API has not.
      'CapacityDistributionStrategy',
      ...autoScalingAnswers,
    ]);
  });

  const atOnce = { reads: 'atOnce' } as const;
  const refusals: readonly [string, readonly Rule[], string][] = [
    ['a misspelled member', [{ length: [1, 2], at: 'SetAlarmStateInput: AlarmNam' }], 'AlarmNam.'],
    ['an element of what is no list', [{ length: [1, 2], at: 'Tag: Key[]' }], 'Tag.Key[].'],
    [
      'the structure of an answer',
      [{ length: [1, 2], at: 'MetricAlarm: AlarmName' }],
      'No input has these members: MetricAlarm.AlarmName.',
    ],
    [
      'a length of a number',
      [{ length: [1, 2], at: 'DescribeAlarmsInput: MaxRecords' }],
      "A integer cannot have 'length'.",
    ],
    [
      'a range of a text',
      [{ value: [1, 2], at: 'SetAlarmStateInput: AlarmName' }],
      "A string cannot have 'value'.",
    ],
    [
      'a pattern of a list',
      [{ pattern: 'x', at: 'DescribeAlarmsInput: AlarmNames' }],
      "A list cannot have 'pattern'.",
    ],
    ['a place without a structure', [{ length: [1, 2], at: 'Key' }], 'Key names no structure.'],
  ];
  for (const [name, rules, message] of refusals) {
    it(`are refused with ${name}`, () => {
      expect(() => createCheck(shapes(), [{ wording: coral, rules }], atOnce)).to.throw(message);
    });
  }

  const misplaced: readonly [string, readonly string[], string][] = [
    ['no operation', ['PutAlarm'], 'PutAlarm is no operation, or has two sets of rules.'],
    ['an operation twice', ['ListMetrics', 'ListMetrics'], 'ListMetrics is no operation, or has'],
    ['some operations only', ['ListMetrics'], 'These have no rules: AssociateDatasetKmsKey, '],
  ];
  for (const [name, operations, message] of misplaced) {
    it(`are refused for ${name}`, () => {
      const rulesets = operations.map((each) => ({ operations: each, wording: coral, rules: [] }));
      expect(() => createCheck(shapes(), rulesets)).to.throw(message);
    });
  }
});

function shapes(): ReadonlyMap<string, OperationShape> {
  return new SchemaReader(() => 'integer').operations(cloudWatchSdk);
}

/** The enums among the exports of a client whose values no rule lists. */
function enumsWithoutRule(sdk: object, rulesets: readonly Ruleset[]): string[] {
  const listed = rulesets
    .flatMap(({ rules }) => rules)
    .map(({ oneOf = [] }) => sortedText(oneOf.map((value) => String(value))));
  return Object.entries(sdk)
    .filter(([, value]) => isEnum(value) && !listed.includes(sortedText(Object.values(value))))
    .map(([name]) => name)
    .sort();
}

function isEnum(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const values: unknown[] = Object.values(value);
  return values.length > 0 && values.every((each) => typeof each === 'string');
}

function sortedText(values: readonly string[]): string {
  return [...values].sort().join(' ');
}

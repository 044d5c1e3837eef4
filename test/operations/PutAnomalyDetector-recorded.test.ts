import {
  PutAnomalyDetectorCommand,
  type PutAnomalyDetectorInput,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const single = { Namespace: 'App', MetricName: 'Load', Stat: 'Average' };
const Metric = { Namespace: 'App', MetricName: 'Load' };
const metric = { Id: 'm1', MetricStat: { Metric, Stat: 'Average', Period: 300 } };
const doubled = [
  { ...metric, ReturnData: false },
  { Id: 'e1', Expression: 'm1*2' },
];
const either =
  'Either single metric attributes, SingleMetricAnomalyDetector or MetricMathAnomalyDetector can ' +
  'be set, found ';
const backwards = { StartTime: new Date(2_000), EndTime: new Date(1_000) };

/** Calls and deployments of the public project badmintoncryer/cdk-preflight. */
const cases: readonly (readonly [string, PutAnomalyDetectorInput, string])[] = [
  [
    'both detectors',
    {
      SingleMetricAnomalyDetector: single,
      MetricMathAnomalyDetector: { MetricDataQueries: doubled },
    },
    `${either}SingleMetricAnomalyDetector, MetricMathAnomalyDetector`,
  ],
  [
    'a metric beside math',
    { ...single, MetricMathAnomalyDetector: { MetricDataQueries: doubled } },
    `${either}MetricMathAnomalyDetector, single metric attributes`,
  ],
  [
    'math on one metric',
    { MetricMathAnomalyDetector: { MetricDataQueries: [metric] } },
    'The MetricDataQueries list in MetricMathAnomalyDetector contains a single metric, please ' +
      'use SingleMetricAnomalyDetector instead',
  ],
  [
    'a range that ends before it begins',
    {
      SingleMetricAnomalyDetector: single,
      Configuration: { ExcludedTimeRanges: [backwards] },
    },
    'Input has invalid parameter.',
  ],
];

describe('PutAnomalyDetector, as recorded from AWS', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  after(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  for (const [what, input, message] of cases) {
    it(`refuses ${what}`, async () => {
      const call = world.cloudWatch.send(new PutAnomalyDetectorCommand(input));
      expect((await refusalOf(call)).message).to.equal(message);
    });
  }
});

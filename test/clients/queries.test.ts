import {
  type MetricDatum,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findClasspath, hasCommand } from '../support/classpath.js';
import { temporaryDirectory } from '../support/directory.js';
import { at } from '../support/queries.js';
import { createWorld, type World, worldStart } from '../support/world.js';

const run = promisify(execFile);

/** UPDRAFT_PYTHON names a Python that has boto3; without it, the one on the PATH may have it. */
const python = process.env.UPDRAFT_PYTHON ?? 'python3';
/**
 * Only who sets it waits for the SDKs for Go and Java: the first has to be compiled, both to be
 * fetched, which takes minutes on a machine that has not done so yet.
 */
const hasTime = process.env.UPDRAFT_SDK_CLIENTS !== undefined;

/** What each of the clients sees of `furnish`, whichever SDK makes its calls. */
const seen = {
  KEDA: [
    ['c1', 'Complete', [30]],
    ['q1', 'Complete', [20]],
    ['c1', 'Complete', []],
  ],
  Grafana: {
    panel: [
      ['a', 'Maximum 20 at 2026-03-10 13:02:00', [5, 8, 20], 'Complete'],
      ['c', 'c', [(100 * 1) / 6, (100 * 2) / 10, (100 * 5) / 25], 'Complete'],
      ['d', 'a|&|a', [5, 8, 30], 'Complete'],
      ['d', 'b|&|b', [1, 2, 5], 'Complete'],
      ['e', '1 - a', [5, 8, 30], 'Complete'],
    ],
    messages: [],
    namespaces: ['Fleet', 'Shop'],
    values: ['a', 'b'],
    alarms: [['ShopBusy', 'Shop', 'Orders', 'Sum']],
    matching: ['ShopBusy'],
    history: [
      ['StateUpdate', 'Alarm updated from INSUFFICIENT_DATA to ALARM'],
      ['ConfigurationUpdate', 'Alarm "ShopBusy" created'],
    ],
    refusal: ['ValidationError', "Error in expression 'x': Invalid syntax"],
  },
  YACE: {
    pages: [500, 1],
    results: 500,
    echoed: true,
    values: [[7]],
    statistics: [[20, 10, 'Count'], { p50: 10 }],
  },
  cloudwatch_exporter: {
    labels: 501,
    newest: [7, 500],
    statistics: [2, 15, { p90: 18 }],
  },
};

describe('queries', function () {
  this.timeout(60_000);
  let world: World;

  before(async () => {
    world = await createWorld({ now: at(3) });
    await furnish(world);
  });

  after(() => world.close());

  const answersOf = async (command: string, ...args: readonly string[]): Promise<unknown> => {
    const env = { ...process.env, AWS_CONFIG_FILE: '/dev/null' };
    const { stdout } = await run(command, [...args, world.endpoint, worldStart.toISOString()], {
      env,
    });
    return JSON.parse(stdout);
  };

  describe('by boto3', () => {
    before(function () {
      if (hasCommand(python, '-c', 'import boto3')) return;
      process.stderr.write(`There is no boto3 for ${python}: its tests are skipped.\n`);
      this.skip();
    });

    it('show Grafana, KEDA, YACE and cloudwatch_exporter what they rely on', async () => {
      const answers = await answersOf(python, 'test/clients/queries.py');
      expect(answers).to.deep.equal({ 'smithy-rpc-v2-cbor': seen, json: seen, query: seen });
    });
  });

  describe('by the SDK for Go', function () {
    this.timeout(600_000);
    const directory = temporaryDirectory();
    const program = join(directory.path, 'queries');

    before(function () {
      if (hasTime && hasCommand('go', 'version')) {
        execFileSync('go', ['build', '-o', program, '.'], { cwd: 'test/clients/go' });
        return;
      }
      process.stderr.write(`${skipped('Go')}\n`);
      this.skip();
    });

    after(() => directory.remove());

    it('show Grafana, KEDA and YACE what they rely on', async () => {
      const { KEDA, Grafana, YACE } = seen;
      expect(await answersOf(program)).to.deep.equal({ KEDA, Grafana, YACE });
    });
  });

  describe('by the SDK for Java', function () {
    this.timeout(600_000);
    let classpath: string | undefined;

    before(function () {
      if (hasTime && hasCommand('java', '-version')) {
        classpath = findClasspath('test/clients/java/pom.xml');
      }
      if (classpath !== undefined) return;
      process.stderr.write(`${skipped('Java')}\n`);
      this.skip();
    });

    it('show cloudwatch_exporter what it relies on', async () => {
      const source = 'test/clients/java/Queries.java';
      const { cloudwatch_exporter } = seen;
      const answers = await answersOf('java', '-cp', classpath ?? '', source);
      expect(answers).to.deep.equal({ cloudwatch_exporter });
    });
  });
});

function skipped(language: string): string {
  return (
    `UPDRAFT_SDK_CLIENTS is not set, or the SDK for ${language} is not to be had: ` +
    'its test is skipped.'
  );
}

/** Orders of two queues in three minutes, the load of 501 hosts, and an alarm that was set. */
async function furnish({ cloudWatch }: World): Promise<void> {
  const put = (Namespace: string, MetricData: MetricDatum[]) =>
    cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
  const orders = (Queue: string, minutes: number, Values: number[]): MetricDatum => ({
    ...{ MetricName: 'Orders', Timestamp: at(minutes), Unit: 'Count', Values },
    Dimensions: [{ Name: 'Queue', Value: Queue }],
  });
  await put('Shop', [
    ...[[5], [8], [10, 20]].map((values, minutes) => orders('a', minutes, values)),
    ...[[1], [2], [5]].map((values, minutes) => orders('b', minutes, values)),
  ]);
  const hosts = Array.from({ length: 501 }, (_, host) => ({
    ...{ MetricName: 'Load', Timestamp: at(0), Value: host },
    Dimensions: [{ Name: 'Host', Value: `host-${String(host).padStart(3, '0')}` }],
  }));
  await put('Fleet', hosts);
  const AlarmName = 'ShopBusy';
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      ...{ AlarmName, Namespace: 'Shop', MetricName: 'Orders', Statistic: 'Sum', Period: 60 },
      ...{ Dimensions: [{ Name: 'Queue', Value: 'a' }], EvaluationPeriods: 1, Threshold: 1000 },
      ComparisonOperator: 'GreaterThanThreshold',
      ActionsEnabled: false,
      AlarmActions: ['arn:aws:sns:us-east-1:000000000000:shop'],
    }),
  );
  await cloudWatch.send(
    new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'a test' }),
  );
}

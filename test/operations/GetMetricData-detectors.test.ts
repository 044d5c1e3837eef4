import {
  GetMetricDataCommand,
  type MetricDataQuery,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { detectorsPrefix } from '../../src/cloudwatch/anomaly-detector.js';
import { fillDetectors } from '../support/detectors.js';
import { bytes, fillMinutes } from '../support/minutes.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

describe('GetMetricData with a band leaves behind', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const read = async (MetricDataQueries: MetricDataQuery[]) => {
    const { MetricDataResults = [] } = await world.cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries,
        StartTime: new Date(worldStart.getTime() - 3_600_000),
        EndTime: worldStart,
      }),
    );
    return MetricDataResults;
  };
  const band: MetricDataQuery = { Id: 'b1', Expression: 'ANOMALY_DETECTION_BAND(m1)' };
  const scope = { account: '000000000000', region: 'us-east-1' };
  const detectorCount = (): Promise<number> => {
    return world.updraft.storage.store.count(detectorsPrefix(scope), 1_000);
  };

  it('a detector of what it is around', async () => {
    await fillMinutes(world);
    await read([bytes(60, 'Sum'), band]);
    expect(await detectorCount()).to.equal(1);
  });

  it('none of a metric without data', async () => {
    const results = await read([bytes(60, 'Sum'), band]);
    expect(results.map(({ Values }) => Values)).to.deep.equal([[], [], []]);
    expect(await detectorCount()).to.equal(0);
  });

  it('none where there is no room for another', async () => {
    await fillMinutes(world);
    await fillDetectors(world);
    const [, upper] = await read([bytes(60, 'Sum'), band]);
    expect(upper?.Values).to.deep.equal([]);
    expect(await detectorCount()).to.equal(500);
  });

  it('no more than there is room for, however many are read at once', async () => {
    await fillDetectors(world, 495);
    const names = Array.from({ length: 20 }, (_, index) => `Other${index}`);
    const Timestamp = new Date(worldStart.getTime() - 1_800_000);
    const MetricData = names.map((MetricName) => ({ MetricName, Value: 1, Timestamp }));
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
    const reads = names.map((MetricName) => {
      const MetricStat = { Metric: { Namespace: 'App', MetricName }, Period: 60, Stat: 'Sum' };
      return read([{ Id: 'm1', MetricStat, ReturnData: false }, band]);
    });
    const results = (await Promise.all(reads)).flat();
    expect(results.map(({ Values }) => Values)).to.deep.equal(results.map(() => []));
    expect(await detectorCount()).to.equal(500);
  });

  const others: readonly (readonly [string, MetricDataQuery[]])[] = [
    ['metric', [{ ...bytes(60, 'Sum'), AccountId: '999999999999' }, band]],
    [
      'metric in an expression',
      [
        { ...bytes(60, 'Sum'), AccountId: '999999999999' },
        { Id: 'e1', Expression: 'm1 * 2' },
        { ...band, Expression: 'ANOMALY_DETECTION_BAND(e1)' },
      ],
    ],
    ['band', [bytes(60, 'Sum'), { ...band, AccountId: '999999999999' }]],
  ];
  for (const [what, queries] of others) {
    it(`none of a ${what} that is another account’s`, async () => {
      await fillMinutes(world);
      const results = await read(queries);
      expect(results.at(-1)?.StatusCode).to.equal('Forbidden');
      expect(await detectorCount()).to.equal(0);
    });
  }

  for (const Expression of ['[m1, m1] * 2', 'AVG(m1)', 'SORT([m1], AVG, DESC)']) {
    it(`none of ${Expression}, which is no series`, async () => {
      await fillMinutes(world);
      const around = { ...band, Expression: 'ANOMALY_DETECTION_BAND(e1)' };
      const source = { Id: 'e1', Expression, ReturnData: false };
      expect(await refusalOf(read([bytes(60, 'Sum'), source, around]))).to.deep.equal({
        code: 'ValidationError',
        message:
          "Error in expression 'b1': " +
          'Anomaly detection over anything but one series is not supported.',
      });
      expect(await detectorCount()).to.equal(0);
    });
  }
});

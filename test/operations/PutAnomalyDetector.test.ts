import {
  type AnomalyDetector,
  DeleteAnomalyDetectorCommand,
  DescribeAnomalyDetectorsCommand,
  type DescribeAnomalyDetectorsInput,
  GetMetricDataCommand,
  type MetricDataQuery,
  PutAnomalyDetectorCommand,
  type PutAnomalyDetectorInput,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { detectorKey, detectorsMax } from '../../src/cloudwatch/anomaly-detector.js';
import { refusalOf } from '../support/refusal.js';
import { fillTwoWeeks } from '../support/two-weeks.js';
import { createWorld, type World, worldStart } from '../support/world.js';

const single = { Namespace: 'App', MetricName: 'Load', Stat: 'Average' };
const stat = { Metric: { Namespace: 'App', MetricName: 'Load' }, Stat: 'Average' };
const metric: MetricDataQuery = {
  Id: 'm1',
  MetricStat: { ...stat, Period: 300 },
  ReturnData: false,
};

describe('PutAnomalyDetector', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (given: PutAnomalyDetectorInput) =>
    world.cloudWatch.send(new PutAnomalyDetectorCommand(given));
  const shown = async (given: DescribeAnomalyDetectorsInput = {}): Promise<AnomalyDetector[]> => {
    const { AnomalyDetectors = [] } = await world.cloudWatch.send(
      new DescribeAnomalyDetectorsCommand(given),
    );
    return AnomalyDetectors;
  };

  describe('serialisation', () => {
    it('shows a metric in the old and in the new way', async () => {
      const { AnomalyDetectorId } = await put({ SingleMetricAnomalyDetector: single });
      expect(await shown()).to.deep.equal([
        {
          AnomalyDetectorId,
          ...single,
          Dimensions: [],
          Configuration: { ExcludedTimeRanges: [] },
          StateValue: 'PENDING_TRAINING',
          SingleMetricAnomalyDetector: { AccountId: '000000000000', ...single, Dimensions: [] },
        },
      ]);
    });

    it('shows that there are no spikes only where that was said', async () => {
      const said = [{ PeriodicSpikes: false }, {}, { PeriodicSpikes: true }];
      for (const MetricCharacteristics of said) {
        await put({ SingleMetricAnomalyDetector: single, MetricCharacteristics });
        const [detector] = await shown();
        const told = 'PeriodicSpikes' in MetricCharacteristics ? MetricCharacteristics : undefined;
        expect(detector?.MetricCharacteristics).to.deep.equal(told);
      }
    });

    it('shows an expression and how it learns', async () => {
      const Configuration = {
        ExcludedTimeRanges: [{ StartTime: new Date(0), EndTime: new Date(1_000) }],
        MetricTimezone: 'Europe/Berlin',
        AdaptationSpeed: 'FAST' as const,
      };
      const MetricDataQueries = [metric, { Id: 'e1', Expression: 'm1*2', ReturnData: true }];
      await put({
        MetricMathAnomalyDetector: { MetricDataQueries },
        Configuration,
        MetricCharacteristics: { PeriodicSpikes: true },
      });
      expect(await shown()).to.deep.equal([]);
      const [detector] = await shown({ AnomalyDetectorTypes: ['METRIC_MATH'] });
      expect({ ...detector, AnomalyDetectorId: undefined }).to.deep.equal({
        AnomalyDetectorId: undefined,
        Configuration,
        StateValue: 'PENDING_TRAINING',
        MetricCharacteristics: { PeriodicSpikes: true },
        MetricMathAnomalyDetector: { MetricDataQueries },
      });
    });
  });

  describe('validation', () => {
    const cases: readonly (readonly [string, PutAnomalyDetectorInput, string])[] = [
      ['no metric', { SingleMetricAnomalyDetector: {} }, 'MissingParameter'],
      [
        'two ways at once',
        { ...single, SingleMetricAnomalyDetector: single },
        'InvalidParameterCombination',
      ],
      [
        'an unknown statistic',
        { SingleMetricAnomalyDetector: { ...single, Stat: 'p101' } },
        'InvalidParameterValue',
      ],
      [
        'an unknown time zone',
        { SingleMetricAnomalyDetector: single, Configuration: { MetricTimezone: 'Mars/Base' } },
        'InvalidParameterValue',
      ],
      [
        'an expression that returns nothing',
        { MetricMathAnomalyDetector: { MetricDataQueries: [metric] } },
        'InvalidParameterValue',
      ],
    ];
    for (const [name, given, code] of cases) {
      it(`refuses ${name}`, async () => {
        expect((await refusalOf(put(given))).code).to.equal(code);
      });
    }

    it('refuses one more than there may be', async () => {
      const { store } = world.updraft.storage;
      const scope = { account: '000000000000', region: 'us-east-1' };
      const { AnomalyDetectorId: id = '' } = await put({ SingleMetricAnomalyDetector: single });
      const subject = { kind: 'metric', ...single, Dimensions: [] } as const;
      const known = await store.get(detectorKey(scope, subject));
      for (let index = 1; index < detectorsMax; index++) {
        const key = detectorKey(scope, { ...subject, MetricName: `m${index}` });
        await store.update(key, () => known);
      }
      const other = { SingleMetricAnomalyDetector: { ...single, Stat: 'Sum' } };
      expect(await refusalOf(put(other))).to.deep.equal({
        code: 'LimitExceededException',
        message: 'You have reached the limit of 500 anomaly detectors.',
      });
      await put({ SingleMetricAnomalyDetector: single });
      await world.cloudWatch.send(new DeleteAnomalyDetectorCommand({ AnomalyDetectorId: id }));
      await put(other);
    });

    it('refuses to delete what there is not', async () => {
      const gone = world.cloudWatch.send(
        new DeleteAnomalyDetectorCommand({ SingleMetricAnomalyDetector: single }),
      );
      expect((await refusalOf(gone)).code).to.equal('ResourceNotFoundException');
    });

    it('refuses to delete by an id and by a metric at once', async () => {
      await put({ SingleMetricAnomalyDetector: single });
      const AnomalyDetectorId = (await shown())[0]?.AnomalyDetectorId;
      const call = world.cloudWatch.send(
        new DeleteAnomalyDetectorCommand({
          AnomalyDetectorId,
          SingleMetricAnomalyDetector: { ...single, MetricName: 'Other' },
        }),
      );
      expect((await refusalOf(call)).code).to.equal('InvalidParameterCombination');
    });
  });

  describe('behaviour', () => {
    const band = async (expression: string, ...more: MetricDataQuery[]) => {
      const { MetricDataResults = [] } = await world.cloudWatch.send(
        new GetMetricDataCommand({
          MetricDataQueries: [metric, ...more, { Id: 'b1', Expression: expression }],
          StartTime: worldStart,
          EndTime: new Date(worldStart.getTime() + 24 * 3_600_000),
          ScanBy: 'TimestampAscending',
        }),
      );
      return MetricDataResults;
    };

    it('has one detector for a metric and statistic, until it is deleted', async () => {
      await put({ SingleMetricAnomalyDetector: single });
      await put({ ...single, Configuration: { AdaptationSpeed: 'SLOW' } });
      await put({ SingleMetricAnomalyDetector: { ...single, Stat: 'p90' } });
      const detectors = await shown({ Namespace: 'App' });
      expect(detectors.map(({ Configuration }) => Configuration?.AdaptationSpeed).sort()).to.eql([
        'SLOW',
        undefined,
      ]);
      await world.cloudWatch.send(new DeleteAnomalyDetectorCommand(single));
      const AnomalyDetectorId = (await shown())[0]?.AnomalyDetectorId;
      await world.cloudWatch.send(new DeleteAnomalyDetectorCommand({ AnomalyDetectorId }));
      expect(await shown()).to.deep.equal([]);
    });

    it('is shown page by page, though others have come and gone since', async () => {
      const stats = ['Average', 'Maximum', 'Minimum', 'Sum', 'p50', 'p90'];
      for (const Stat of stats) {
        await put({ SingleMetricAnomalyDetector: { ...single, Stat } });
      }
      const names: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const { AnomalyDetectors = [], ...page } = await world.cloudWatch.send(
          new DescribeAnomalyDetectorsCommand({ MaxResults: 2, NextToken }),
        );
        names.push(...AnomalyDetectors.map((each) => each.SingleMetricAnomalyDetector?.Stat));
        NextToken = page.NextToken;
        // One that was shown goes: all behind it move up.
        const gone = { ...single, Stat: names.at(-1) };
        await world.cloudWatch.send(
          new DeleteAnomalyDetectorCommand({ SingleMetricAnomalyDetector: gone }),
        );
      } while (NextToken !== undefined);
      expect(names.sort()).to.deep.equal(stats);
    });

    it('is trained by the next beat, and gives a band by the hour', async () => {
      await fillTwoWeeks(world);
      await put({ SingleMetricAnomalyDetector: single });
      await world.advance('1s');
      expect((await shown())[0]?.StateValue).to.equal('TRAINED');
      const [upper, lower] = await band('ANOMALY_DETECTION_BAND(m1, 3)');
      expect([upper?.Label, lower?.Label]).to.deep.equal(['Load High', 'Load Low']);
      const at = (hours: number): number => hours * 12 + 6;
      const centre = (hours: number): number =>
        ((upper?.Values?.[at(hours)] ?? 0) + (lower?.Values?.[at(hours)] ?? 0)) / 2;
      expect(centre(3)).to.be.within(10, 13);
      expect(centre(15)).to.be.within(20, 23);
    });

    it('keeps what was put while it was learning', async () => {
      await fillTwoWeeks(world);
      await put({ SingleMetricAnomalyDetector: single });
      const { datapoints } = world.updraft.storage;
      const read = datapoints.read.bind(datapoints);
      datapoints.read = async (...given) => {
        datapoints.read = read;
        await put({ ...single, Configuration: { MetricTimezone: 'Europe/Berlin' } });
        return read(...given);
      };
      await world.updraft.heartbeat.beat(world.now());
      const [detector] = await shown();
      expect(detector?.Configuration?.MetricTimezone).to.equal('Europe/Berlin');
      await world.advance('1s');
      expect((await shown())[0]?.StateValue).to.equal('TRAINED');
    });

    it('begins by itself where a band is asked for, of an expression too', async () => {
      await fillTwoWeeks(world);
      const doubled = { Id: 'e1', Expression: 'm1*2', ReturnData: false };
      const [upper, lower] = await band('ANOMALY_DETECTION_BAND(e1)', doubled);
      expect([upper?.Label, upper?.Values?.length]).to.deep.equal(['e1 High', 288]);
      expect(lower?.Values?.[36]).to.be.within(15, 24);
      expect(await shown({ AnomalyDetectorTypes: ['METRIC_MATH'] })).to.have.length(1);
    });

    it('has an empty band while there is too little to learn from', async () => {
      const results = await band('ANOMALY_DETECTION_BAND(m1)');
      expect(results.map(({ Label, Values, StatusCode }) => [Label, Values, StatusCode])).to.eql([
        ['Load High', [], 'Complete'],
        ['Load Low', [], 'Complete'],
      ]);
    });
  });
});

import { type MetricDataQuery, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { at, sendQueries } from '../support/queries.js';
import { createWorld, type World } from '../support/world.js';

function hidden(Id: string, MetricName: string, Period: number): MetricDataQuery {
  const Metric = { Namespace: 'App', MetricName };
  return { Id, ReturnData: false, MetricStat: { Metric, Period, Stat: 'Sum' } };
}

/**
 * A series has the period of its metric: its gaps are counted and filled by that, and not by the
 * period of the expression that it stands in ("take the period and range from the metric passed
 * into the function", as AWS's blog says of MINUTE and its like).
 */
describe('GetMetricData with metrics of different periods', () => {
  let world: World;

  before(async () => {
    world = await createWorld({ now: at(30) });
    const minutes = Array.from({ length: 30 }, (_, minute) => minute);
    const MetricData = minutes.flatMap((minute) => [
      { MetricName: 'Fine', Timestamp: at(minute), Value: 5 },
      ...(minute % 5 === 0 ? [{ MetricName: 'Coarse', Timestamp: at(minute), Value: 10 }] : []),
      ...(minute < 20 ? [{ MetricName: 'Cut', Timestamp: at(minute), Value: 2 }] : []),
    ]);
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
  });

  after(() => world.close());

  /** What an expression is worth, minute by minute. */
  const worth = async (Expression: string, Period?: number): Promise<unknown> => {
    const { MetricDataResults = [] } = await sendQueries(
      world,
      [
        ...[hidden('m1', 'Fine', 60), hidden('m2', 'Coarse', 300), hidden('m3', 'Cut', 300)],
        { Id: 'e1', Expression, ...(Period !== undefined && { Period }) },
      ],
      { EndTime: at(30) },
    );
    return MetricDataResults.map(({ Timestamps = [], Values = [] }) => {
      const minutes = Timestamps.map((time) => (time.getTime() - at(0).getTime()) / 60_000);
      return Object.fromEntries(minutes.map((minute, index) => [minute, Values[index]]));
    });
  };

  const each = (step: number, tell: (minute: number) => number): Record<number, number> =>
    Object.fromEntries(
      Array.from({ length: 30 / step }, (_, index) => [index * step, tell(index * step)]),
    );
  const search = "SEARCH('{App} Cut', 'Sum', 300)";
  const whole = each(5, () => 10);
  const cut = each(5, (minute) => (minute < 20 ? 10 : 0));

  const cases: readonly (readonly [string, number | undefined, unknown])[] = [
    ['m1*0+AVG(m2)', undefined, [each(1, () => 10)]],
    ['m1/AVG(m2)', undefined, [each(1, () => 0.5)]],
    ['m1*0+AVG(m3)', undefined, [each(1, () => 20 / 3)]],
    ['m1*0+STDDEV(m2)', undefined, [each(1, () => 0)]],
    ['m1*0+AVG(m1+m2)', undefined, [each(1, () => 7)]],
    ['SORT([m1,m2],AVG,DESC)', undefined, [whole, each(1, () => 5)]],
    ['SORT([m1,m2],AVG,ASC,1)', undefined, [each(1, () => 5)]],
    [`TIME_SERIES(AVG(FIRST(${search})))`, 60, [each(1, () => 20 / 3)]],
    ['TIME_SERIES(AVG(m1))', 300, [each(5, () => 5)]],
    ['TIME_SERIES(AVG(m2))', 60, [each(1, () => 10)]],
    [`FILL(${search}, 0)`, 60, [cut]],
    ['FILL(m3, 0)', 60, [cut]],
    ['FILL(m3, REPEAT)', 60, [whole]],
    ['FILL([m1,m3], 0)', undefined, [each(1, () => 5), cut]],
    ['MINUTE(m2)', 60, [each(5, (minute) => minute)]],
    ['IF(m2, MINUTE(m1))', undefined, [each(5, (minute) => minute)]],
    ['IF(1, 7, m2)', 60, [each(5, () => 7)]],
  ];
  for (const [expression, Period, expected] of cases) {
    const by = Period === undefined ? '' : ` by ${Period} s`;
    it(`${expression}${by}`, async () => {
      expect(await worth(expression, Period)).to.deep.equal(expected);
    });
  }

  it('carries the period of an expression into others', async () => {
    const { MetricDataResults = [] } = await sendQueries(
      world,
      [
        hidden('m1', 'Fine', 60),
        { Id: 'e1', Expression: 'TIME_SERIES(3)', Period: 600, ReturnData: false },
        { Id: 'e2', Expression: 'm1*0+AVG(e1)+DATAPOINT_COUNT(e1)', Label: 'three and three' },
      ],
      { EndTime: at(30) },
    );
    expect(MetricDataResults[0]?.Values?.[0]).to.equal(6);
  });
});

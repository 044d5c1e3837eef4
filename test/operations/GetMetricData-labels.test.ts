import {
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { at, hostLoads, queryRows, sendQueries } from '../support/queries.js';
import { createWorld, type World } from '../support/world.js';

function loadOf(Id: string, host: string): MetricDataQuery {
  const Dimensions = [{ Name: 'Host', Value: host }];
  const Metric = { Namespace: 'App', MetricName: 'Load', Dimensions };
  return { Id, MetricStat: { Metric, Period: 60, Stat: 'Sum' } };
}

describe('labels of GetMetricData', () => {
  let world: World;

  before(async () => {
    world = await createWorld({ now: at(5) });
    await world.cloudWatch.send(
      new PutMetricDataCommand({ Namespace: 'App', MetricData: [...hostLoads] }),
    );
  });

  after(() => world.close());

  const send = (queries: MetricDataQuery[], options: Partial<GetMetricDataCommandInput> = {}) =>
    sendQueries(world, queries, options);
  const rows = (...queries: MetricDataQuery[]) => queryRows(world, queries);

  it('tells metrics that are named from those that are found', async () => {
    const load = loadOf('z', 'a');
    const search = "SEARCH('{App,Host} b', 'Sum', 60)";
    expect(await rows({ Id: 'y', Expression: search }, load)).to.deep.equal([
      ['z', 'a', [2]],
      ['y', 'b', [1]],
    ]);
    const total = { Id: 'x', Expression: 'SUM(y)' };
    const found = { Id: 'y', Expression: search, ReturnData: false };
    expect(await rows(found, total, load)).to.deep.equal([
      ['z', 'a', [2]],
      ['x', 'x', [1]],
    ]);
  });

  it('writes values and properties into labels', async () => {
    const load = loadOf('m1', 'a');
    const label = "${PROP('Dim.Host')} ${LABEL}: ${MAX} at ${MAX_TIME} ${NO}";
    const search = { Id: 'e1', Expression: "SEARCH('{App,Host}', 'Sum', 60)" };
    const { MetricDataResults = [] } = await send(
      [
        { ...load, Label: label },
        { ...search, Label: 'at ${LABEL}: ${FIRST_LAST_RANGE}' },
      ],
      { LabelOptions: { Timezone: '+0130' } },
    );
    expect(MetricDataResults.map(({ Label }) => Label)).to.deep.equal([
      'a a: 2 at 2026-03-10 13:30:00 ${NO}',
      'at a: 2 - 2',
      'at b: 1 - 1',
      'at c: 3 - 3',
    ]);
  });

  // Grafana asks so for dimensions with a wildcard.
  it('writes the properties of what a search has found, also through functions', async () => {
    const Label = "${PROP('Dim.Host')} of ${PROP('MetricName')}";
    const Expression = "REMOVE_EMPTY(SEARCH('{App,Host}', 'Sum', 60))";
    expect(
      await rows(
        { Id: 'e1', Expression, Label },
        { Id: 'e2', Expression: 'e1 * 10', Label },
        { Id: 'e3', Expression: 'SUM(e1)', Label },
      ),
    ).to.deep.equal([
      ['e1', 'a of Load', [2]],
      ['e1', 'b of Load', [1]],
      ['e1', 'c of Load', [3]],
      ['e2', 'a of Load', [20]],
      ['e2', 'b of Load', [10]],
      ['e2', 'c of Load', [30]],
      ['e3', Label, [6]],
    ]);
  });

  const metrics = ['a', 'b'].map((host, index) => ({
    ...loadOf(`m${index + 1}`, host),
    ReturnData: false,
  }));
  const members: readonly (readonly [string, string | undefined, string[]])[] = [
    ['SUM(METRICS())/METRICS()', undefined, ['a', 'b']],
    ['TIME_SERIES(1)*METRICS()', undefined, ['a', 'b']],
    ['m1-METRICS()', undefined, ['a', 'b']],
    ['METRICS()-m1', undefined, ['a', 'b']],
    ["SUM(METRICS())/SEARCH('{App,Host} b OR c', 'Sum', 60)", undefined, ['b', 'c']],
    ['SUM(METRICS())/METRICS()', 'share of ${LABEL}', ['share of a', 'share of b']],
    ['[SUM(METRICS()), TIME_SERIES(3)]', undefined, ['e1', 'e1']],
    ['METRICS()', "${PROP('Dim.Host')} ${PROP('Stat')}", ['a Sum', 'b Sum']],
    ['[m2, m1 * 2, m1 + m2]', "${PROP('Dim.Host')}", ['b', 'a', 'a']],
    ['[SUM(METRICS())]', "${PROP('Dim.Host')}", ["${PROP('Dim.Host')}"]],
    ['METRICS()', '${PROP("Dim.Host")}', ['${PROP("Dim.Host")}', '${PROP("Dim.Host")}']],
  ];
  for (const [Expression, Label, expected] of members) {
    it(`calls the members of ${Expression} ${expected.join(' and ')}`, async () => {
      const { MetricDataResults = [] } = await send([...metrics, { Id: 'e1', Expression, Label }]);
      expect(MetricDataResults.map((result) => result.Label)).to.deep.equal(expected);
    });
  }

  it('writes properties of the very metric, whatever another one is called', async () => {
    const Label = "${PROP('Dim.Host')} ${PROP('Stat')}";
    const hidden = { ReturnData: false };
    const other = "SEARCH('{App,Host} b', 'Average', 60)";
    const [, row] = (await rows(
      { ...loadOf('m1', 'a'), ...hidden, Label: 'b' },
      { Id: 'e1', Expression: other, Label: 'b' },
      { Id: 'e2', Expression: '[m1]', Label },
    )) as unknown[];
    expect(row).to.deep.equal(['e2', 'a Sum', [2]]);
  });

  it('shows the values in the label of an expression within another one too', async () => {
    expect(
      await rows(
        ...metrics,
        { Id: 'e1', Expression: 'm1 * 3', Label: 'most ${MAX}', ReturnData: false },
        { Id: 'e2', Expression: '[e1, m2]' },
      ),
    ).to.deep.equal([
      ['e2', 'most 6', [6]],
      ['e2', 'b', [1]],
    ]);
  });

  it('finds values that hold quotes and brackets', async () => {
    const MetricData = ['say "hi"', 'f(x)'].map((Value) => {
      const Dimensions = [{ Name: 'Text', Value }];
      return { MetricName: 'Said', Dimensions, Timestamp: at(0), Value: 1 };
    });
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
    const search = (text: string) => `SEARCH('{App,Text} ${text}', 'Sum', 60)`;
    expect(
      await rows(
        { Id: 'e1', Expression: search(String.raw`"say \"hi\""`) },
        { Id: 'e2', Expression: search(String.raw`f\(x\)`) },
      ),
    ).to.deep.equal([
      ['e1', 'say "hi"', [1]],
      ['e2', 'f(x)', [1]],
    ]);
  });
});

import { type MetricDataQuery, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { type FakeEndpoint, openEndpoint } from '../support/endpoint.js';
import { at, queryRows, sendQueries } from '../support/queries.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

describe('GetMetricData with LAMBDA', () => {
  let world: World;
  let lambda: FakeEndpoint;

  before(async () => {
    lambda = await openEndpoint();
    world = await createWorld({ now: at(5), flags: ['--lambda-endpoint', lambda.url] });
    const MetricData = [{ MetricName: 'Load', Timestamp: at(1), Value: 10 }];
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
  });

  after(async () => {
    await world.close();
    await lambda.close();
  });

  const seconds = (minutes: number): number => at(minutes).getTime() / 1000;
  const expression = (Expression: string, more: Partial<MetricDataQuery> = {}): MetricDataQuery => {
    return { Id: 'e1', Expression, Period: 60, ...more };
  };
  const say = (said: unknown): void => lambda.answer(200, JSON.stringify(said));
  const saySeries = (...series: object[]): void => say({ MetricDataResults: series });
  const cpu = { Label: 'cpu', Timestamps: [seconds(0), seconds(2)], Values: [1, 3] };
  const disk = { Label: 'disk', Timestamps: [seconds(1)], Values: [2.5] };
  const results = async (...queries: MetricDataQuery[]): Promise<unknown> => {
    return (await sendQueries(world, queries)).MetricDataResults;
  };

  it('tells the function the window, the period and the arguments', async () => {
    saySeries();
    const called = 'LAMBDA("MyCustomDataSource", true, "fuzzy", 99.9, -1, false)';
    await sendQueries(world, [expression(called, { Period: 120 })]);
    const { path, headers, body } = lambda.received.at(-1) ?? { path: '', headers: {}, body: '' };
    expect(path).to.equal('/2015-03-31/functions/MyCustomDataSource/invocations');
    expect(headers['x-amz-invocation-type']).to.equal('RequestResponse');
    expect(headers.authorization).to.include('/us-east-1/lambda/aws4_request');
    expect(JSON.parse(body)).to.deep.equal({
      EventType: 'GetMetricData',
      GetMetricDataRequest: {
        StartTime: seconds(0),
        EndTime: seconds(2),
        Period: 120,
        Arguments: [true, 'fuzzy', 99.9, -1, false],
      },
    });
  });

  const places: readonly (readonly [string, string, string])[] = [
    ['a version', 'MyFunction:22', '/2015-03-31/functions/MyFunction%3A22/invocations'],
    ['an alias', 'MyFunction:Live', '/2015-03-31/functions/MyFunction%3ALive/invocations'],
    [
      'an ARN',
      'arn:aws:lambda:us-east-1:111122223333:function:Other',
      '/2015-03-31/functions/Other/invocations',
    ],
  ];
  for (const [name, named, path] of places) {
    it(`calls a function by ${name}`, async () => {
      saySeries();
      await sendQueries(world, [expression(`LAMBDA('${named}')`)]);
      expect(lambda.received.at(-1)?.path).to.equal(path);
    });
  }

  it('makes one line of a text of several', async () => {
    saySeries();
    await sendQueries(world, [expression("LAMBDA('f', 'SELECT 1\nFROM t')")]);
    const body = JSON.parse(lambda.received.at(-1)?.body ?? '') as {
      readonly GetMetricDataRequest: { readonly Arguments: unknown };
    };
    expect(body.GetMetricDataRequest.Arguments).to.deep.equal(['SELECT 1 FROM t']);
  });

  it('answers with each series under its label', async () => {
    saySeries(cpu, disk);
    expect(await results(expression("LAMBDA('f')"))).to.deep.equal([
      {
        ...{ Id: 'e1', Label: 'cpu', StatusCode: 'Complete' },
        ...{ Timestamps: [at(0), at(2)], Values: [1, 3] },
      },
      {
        ...{ Id: 'e1', Label: 'disk', StatusCode: 'Complete' },
        ...{ Timestamps: [at(1)], Values: [2.5] },
      },
    ]);
  });

  it('lets other functions and expressions work on them', async () => {
    saySeries(cpu, disk);
    const m1 = {
      Id: 'm1',
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'App', MetricName: 'Load' }, Period: 60, Stat: 'Sum' },
    };
    const rows = await queryRows(world, [
      expression("SUM([FIRST(e2), LAST(FILL(LAMBDA('f', 'x'), 0))]) + m1"),
      { Id: 'e2', Expression: "LAMBDA('f', 'x')", ReturnData: false, Period: 60 },
      m1,
    ]);
    expect(rows).to.deep.equal([['e1', 'e1', [1, 12.5, 3]]]);
  });

  it('asks once what is asked twice', async () => {
    saySeries(cpu);
    const before = lambda.received.length;
    const twice = ['e1', 'e2'].map((Id) => expression("LAMBDA('f', 1)", { Id }));
    await sendQueries(world, [...twice, expression("LAMBDA('f', 2)", { Id: 'e3' })]);
    expect(lambda.received.length - before).to.equal(2);
  });

  it('drops points outside the window, and those beside the starts of its periods', async () => {
    const Timestamps = [seconds(-1), seconds(0) + 30, seconds(3), seconds(2), seconds(1)];
    saySeries({ Label: 'x', Timestamps, Values: [1, 2, 3, 4, 5] });
    expect(await queryRows(world, [expression("LAMBDA('f')")])).to.deep.equal([
      ['e1', 'x', [5, 4]],
    ]);
  });

  it('passes on what the function says of a series, of what is made of it less', async () => {
    const Messages = [{ Code: 'Slow', Value: 'More to come' }];
    saySeries({ ...cpu, StatusCode: 'PartialData', Messages }, disk);
    const seen = await results(
      expression("LAMBDA('f')"),
      expression("SUM(LAMBDA('f'))", { Id: 'e2' }),
    );
    expect(seen).to.deep.equal([
      {
        ...{ Id: 'e1', Label: 'cpu', StatusCode: 'PartialData', Messages },
        ...{ Timestamps: [at(0), at(2)], Values: [1, 3] },
      },
      {
        ...{ Id: 'e1', Label: 'disk', StatusCode: 'Complete' },
        ...{ Timestamps: [at(1)], Values: [2.5] },
      },
      {
        ...{ Id: 'e2', Label: 'e2', StatusCode: 'PartialData' },
        ...{ Timestamps: [at(0), at(1), at(2)], Values: [1, 2.5, 3] },
      },
    ]);
  });

  describe('where the function brings nothing', () => {
    const empty = { Id: 'e1', Timestamps: [], Values: [] };
    const unexpected = {
      Code: 'InternalError',
      Value: 'An unexpected error occurred during the evaluation of the expression',
    };
    const unreachable = {
      Code: 'PrometheusClusterUnreachable',
      Value: 'Unable to communicate with the cluster',
    };
    const denied = { Code: 'Forbidden', Value: 'Unable to access ...' };
    const failure = { ...empty, StatusCode: 'InternalError', Messages: [unexpected] };
    const cases: readonly (readonly [string, number, unknown, object])[] = [
      [
        'for reasons of its own',
        200,
        { Error: unreachable },
        { ...empty, StatusCode: 'InternalError', Messages: [unreachable] },
      ],
      [
        'since it may not look',
        200,
        { Error: denied },
        { ...empty, Label: 'e1', StatusCode: 'Forbidden', Messages: [denied] },
      ],
      ['since it threw', 200, { errorMessage: 'boom', errorType: 'Error' }, failure],
      ['and is not there', 404, { Message: 'Function not found' }, failure],
      ['but something else', 200, [1, 2], failure],
      [
        'but values without times',
        200,
        { MetricDataResults: [{ ...cpu, Timestamps: [] }] },
        failure,
      ],
    ];
    for (const [name, status, said, expected] of cases) {
      it(`says so (${name})`, async () => {
        lambda.answer(status, JSON.stringify(said));
        expect(await results(expression("FILL(LAMBDA('f'), 0)"))).to.deep.equal([expected]);
      });
    }

    it('says who may not call it', async () => {
      lambda.answer(403, '{}');
      const [result] = (await results(expression("LAMBDA('f')"))) as { StatusCode: string }[];
      expect(result?.StatusCode).to.equal('Forbidden');
    });

    it('refuses the call where the function finds its arguments wrong', async () => {
      say({ Error: { Code: 'Validation', Value: 'Invalid Prometheus cluster' } });
      expect(await refusalOf(sendQueries(world, [expression("LAMBDA('f')")]))).to.deep.equal({
        code: 'ValidationError',
        message: "Error in expression 'e1': Invalid Prometheus cluster",
      });
    });
  });

  const refusals: readonly (readonly [string, string, string])[] = [
    ['no name', 'LAMBDA()', "Unsupported operand type(s) for LAMBDA: '[]'"],
    [
      'another query',
      "LAMBDA('f', m1)",
      "Unsupported operand type(s) for LAMBDA: '[String, TimeSeries]'",
    ],
    ['a wildcard', "LAMBDA('my*')", "'my*' is not a valid Lambda function name"],
    [
      'more arguments than 20',
      `LAMBDA('f', ${Array.from({ length: 21 }, () => '1').join(', ')})`,
      "Function 'LAMBDA' takes no more than 20 arguments",
    ],
  ];
  for (const [name, Expression, message] of refusals) {
    it(`takes no call with ${name}`, async () => {
      expect(await refusalOf(sendQueries(world, [expression(Expression)]))).to.deep.equal({
        code: 'ValidationError',
        message: `Error in expression 'e1': ${message}`,
      });
    });
  }

  it('needs an endpoint', async () => {
    const other = await createWorld();
    const refusal = await refusalOf(sendQueries(other, [expression("SUM(LAMBDA('f'))")]));
    await other.close();
    expect(refusal).to.deep.equal({
      code: 'ValidationError',
      message:
        "Error in expression 'e1': Updraft needs --lambda-endpoint to serve the function LAMBDA",
    });
  });
});

import { ListMetricsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';

describe('the test controls', () => {
  let world: World;

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const answer = await fetch(`${world.endpoint}/_admin/${path}`, init);
    return [answer.status, await answer.json()];
  };
  const post = (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
    ask(path, { method: 'POST', body: JSON.stringify(body), headers });

  it('tell the time, set it and beat through it', async () => {
    world = await createWorld();
    const noon = { now: '2026-03-10T12:00:00.000Z', frozen: true };
    expect(await ask('clock')).to.deep.equal([200, noon]);
    const later = { now: '2026-03-11T14:03:04.000Z', frozen: true };
    const durations = ['1d', '2h', '3m', '4s'];
    const answers = [];
    for (const advance of durations) answers.push(await post('clock', { advance }));
    expect(answers.at(-1)).to.deep.equal([200, later]);
    expect(await post('clock', { now: noon.now })).to.deep.equal([200, noon]);
    expect(await post('clock', { frozen: false })).to.have.deep.nested.property('1.frozen', false);
    expect(await post('clock', { frozen: true })).to.have.deep.nested.property('1.frozen', true);
  });

  const usage = 'Give one of {"now": ISO time}, {"advance": "5m"} and {"frozen": true or false}.';
  const refusals: readonly (readonly [string, unknown, string])[] = [
    ['nothing', {}, usage],
    ['two changes at once', { advance: '1m', frozen: true }, usage],
    ['what is no change', { advance: 5 }, usage],
    ['what is no time', { now: 'noon' }, "'noon' is no ISO time."],
    ['a time too far away', { now: '2300-01-01T00:00:00Z' }, 'That is not between 2000 and 2199.'],
    ['what is no duration', { advance: '5 minutes' }, "'5 minutes' is no duration like 5m."],
    ['more than is ever kept', { advance: '551d' }, 'That is more than 550 days.'],
  ];
  for (const [name, body, error] of refusals) {
    it(`refuse ${name}`, async () => {
      world = await createWorld();
      expect(await post('clock', body)).to.deep.equal([400, { error }]);
    });
  }

  it('beat until nothing is due, and tell what still moves', async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { MinSize: 1 });
    const due = '2026-03-10T12:00:03.000Z';
    const moving = [{ kind: 'group', name: 'web', due }];
    expect(await post('settle')).to.deep.equal([200, { settled: true, moving }]);
    await world.advance('10s');
    expect(await post('settle')).to.deep.equal([200, { settled: true, moving: [] }]);
  });

  it('forget everything but how tokens are signed', async () => {
    world = await createWorld();
    const MetricData = Array.from({ length: 501 }, (_, index) => {
      return { MetricName: `m${index}`, Value: 1 };
    });
    const put = new PutMetricDataCommand({ Namespace: 'App', MetricData });
    await world.cloudWatch.send(put);
    await createConfiguration(world);
    await createGroup(world, { MinSize: 1 });
    const { NextToken } = await world.cloudWatch.send(new ListMetricsCommand());
    expect(await post('reset')).to.deep.equal([200, {}]);
    expect(await groupOf(world)).to.equal(undefined);
    world = await world.restart();
    await world.cloudWatch.send(put);
    const { Metrics } = await world.cloudWatch.send(new ListMetricsCommand({ NextToken }));
    expect(Metrics).to.have.length(1);
  });

  it('ask for their token, where there is one', async () => {
    world = await createWorld({ flags: ['--test-controls-token', 'secret'] });
    const error = 'The bearer token of the test controls is needed.';
    expect(await post('clock', { advance: '1m' })).to.deep.equal([401, { error }]);
    const authorization = 'Bearer secret';
    expect(await post('settle', {}, { authorization })).to.have.nested.property('[0]', 200);
  });
});

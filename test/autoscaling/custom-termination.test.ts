import { UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { readNomination } from '../../src/autoscaling/custom-termination.js';
import { type FakeEndpoint, openEndpoint } from '../support/endpoint.js';
import {
  activitiesOf,
  createConfiguration,
  createGroup,
  disturb,
  groupOf,
} from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:ready:live';
const AvailabilityZones = ['us-east-1a', 'us-east-1b'];

describe('a termination policy that is a Lambda function', () => {
  let lambda: FakeEndpoint;
  let world: World;
  before(async () => (lambda = await openEndpoint()));
  beforeEach(async () => {
    world = await createWorld({ flags: ['--lambda-endpoint', lambda.url] });
    await createConfiguration(world);
  });
  afterEach(() => world.close());
  after(() => lambda.close());

  const create = async (DesiredCapacity: number, given: object = {}): Promise<string[]> => {
    const TerminationPolicies = [functionArn];
    await createGroup(world, { TerminationPolicies, AvailabilityZones, DesiredCapacity, ...given });
    await world.advance('10s');
    return living();
  };
  const living = async (): Promise<string[]> => {
    const { Instances = [] } = (await groupOf(world)) ?? {};
    const inService = Instances.filter(({ LifecycleState }) => LifecycleState === 'InService');
    return inService.map(({ InstanceId = '' }) => InstanceId);
  };
  const update = (members: object): Promise<unknown> =>
    world.autoScaling.send(
      new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: 'web', ...members }),
    );
  const name = (...InstanceIDs: readonly (string | undefined)[]): void =>
    lambda.answer(200, JSON.stringify({ InstanceIDs }));
  const replaced = { isLeft: false, count: 1 };
  const askedCount = (): number => lambda.received.length;

  it('is told what the group would take, and names what goes', async () => {
    const [first, second, third] = await create(3);
    name(third);
    const before = askedCount();
    await update({ DesiredCapacity: 2 });
    const { path, headers, body } = lambda.received[before] ?? {};
    expect(path).to.equal('/2015-03-31/functions/ready%3Alive/invocations');
    expect(headers).to.include({ 'x-amz-invocation-type': 'RequestResponse' });
    expect(JSON.parse(body ?? '')).to.deep.equal({
      AutoScalingGroupARN: (await groupOf(world))?.AutoScalingGroupARN,
      AutoScalingGroupName: 'web',
      CapacityToTerminate: [
        { AvailabilityZone: 'us-east-1a', Capacity: 1, InstanceMarketOption: 'on-demand' },
      ],
      Instances: [
        {
          ...{ AvailabilityZone: 'us-east-1a', InstanceId: first, InstanceType: 't3.micro' },
          InstanceMarketOption: 'on-demand',
        },
      ],
      Cause: 'SCALE_IN',
      HasMoreInstances: false,
    });
    expect(await living()).to.deep.equal([first, second]);
    expect(askedCount() - before).to.equal(1);
  });

  it('is asked again at once while it names too few', async () => {
    const [first, second, third] = await create(3);
    name(second, 'i-of-another');
    const before = askedCount();
    await update({ DesiredCapacity: 1 });
    expect(await living()).to.deep.equal([first, third]);
    expect(askedCount() - before).to.equal(2);
    name(first);
    await world.advance('40s');
    expect(await living()).to.deep.equal([third]);
  });

  it('leaves what is more than needed to the other policies', async () => {
    const all = await create(4, { TerminationPolicies: [functionArn, 'NewestInstance'] });
    name(...all);
    await update({ DesiredCapacity: 2 });
    const left = await living();
    expect(left).to.have.length(2);
    const zones = (await groupOf(world))?.Instances?.filter(({ InstanceId = '' }) =>
      left.includes(InstanceId),
    );
    expect(zones?.map(({ AvailabilityZone }) => AvailabilityZone)).to.deep.equal(AvailabilityZones);
  });

  const silences: readonly (readonly [string, () => void, string])[] = [
    ['names none', () => name(), 'the termination policy names no instance that may go'],
    [
      'fails',
      () => lambda.answer(500, '{"Message":"down"}'),
      'the termination policy could not be asked: it answered 500 {"Message":"down"}',
    ],
    [
      'answers something else',
      () => lambda.answer(200, '{"errorMessage":"no"}'),
      'the termination policy could not be asked: it answered 200 {"errorMessage":"no"}',
    ],
  ];
  for (const [title, answer, because] of silences) {
    it(`lets nothing go when it ${title}, says so once, and is asked again`, async () => {
      const [first, second] = await create(2);
      answer();
      await update({ DesiredCapacity: 1 });
      await world.advance('2m');
      expect(await living()).to.deep.equal([first, second]);
      const told = (await activitiesOf(world)).filter(({ StatusCode }) => StatusCode === 'Failed');
      expect(told.map(({ Description }) => Description)).to.deep.equal([
        `Could not scale to desired capacity because ${because}.`,
      ]);
      name(second);
      await world.advance('40s');
      expect(await living()).to.deep.equal([first]);
    });
  }

  it('is asked no more when nothing is to go any more', async () => {
    await create(2);
    name();
    await update({ DesiredCapacity: 1 });
    await update({ DesiredCapacity: 2 });
    const before = askedCount();
    await world.advance('5m');
    expect(askedCount()).to.equal(before);
  });

  it('is not asked about the unhealthy', async () => {
    const [first = ''] = await create(1);
    name();
    const before = askedCount();
    await disturb(world, first, 'terminated');
    await world.advance('20s');
    const left = await living();
    expect({ isLeft: left.includes(first), count: left.length }).to.deep.equal(replaced);
    expect(askedCount()).to.equal(before);
  });

  it('cannot take what is protected', async () => {
    const [first] = await create(1, { NewInstancesProtectedFromScaleIn: true });
    name(first);
    const before = askedCount();
    await update({ DesiredCapacity: 0 });
    await world.advance('1m');
    expect(await living()).to.deep.equal([first]);
    expect(askedCount()).to.equal(before);
  });

  it('holds back those that outlive their time', async () => {
    const [first = ''] = await create(1, { MaxInstanceLifetime: 86_400 });
    name();
    const before = askedCount();
    await world.advance('24h');
    expect(await living()).to.deep.equal([first]);
    expect(JSON.parse(lambda.received[before]?.body ?? '{}')).to.deep.include({
      Cause: 'MAX_INSTANCE_LIFETIME',
    });
    name(first);
    await world.advance('1m');
    const left = await living();
    expect({ isLeft: left.includes(first), count: left.length }).to.deep.equal(replaced);
  });

  it('is asked before zones are balanced, and again when one is to go', async () => {
    const [first, second] = await create(2, { AvailabilityZones: ['us-east-1a'] });
    name();
    const before = askedCount();
    await update({ AvailabilityZones });
    await world.advance('10s');
    expect(await living()).to.deep.equal([first, second]);
    name(second);
    await world.advance('1m');
    const causes = lambda.received
      .slice(before)
      .map(({ body }) => (JSON.parse(body) as { readonly Cause: string }).Cause);
    expect(causes).to.deep.equal(['REBALANCE', 'REBALANCE', 'SCALE_IN']);
    const left = await living();
    expect({ left: left.slice(0, 1), count: left.length }).to.deep.equal({
      ...{ left: [first], count: 2 },
    });
  });

  describe('validation', () => {
    const cases: readonly (readonly [string, readonly string[], string])[] = [
      [
        'a version that moves',
        [functionArn.replace('live', '$LATEST')],
        `[${functionArn.replace('live', '$LATEST')}] is not a valid termination policy`,
      ],
      [
        'a function behind another policy',
        ['OldestInstance', functionArn],
        'Only one Lambda function can be specified as a termination policy, and it must be the ' +
          'first in the list of termination policies',
      ],
    ];
    for (const [title, TerminationPolicies, message] of cases) {
      it(`refuses ${title}`, async () => {
        const creation = createGroup(world, { TerminationPolicies: [...TerminationPolicies] });
        expect(await refusalOf(creation)).to.deep.equal({ code: 'ValidationError', message });
      });
    }

    it('refuses a function where there is no endpoint to ask it at', async () => {
      const other = await createWorld();
      await createConfiguration(other);
      const creation = createGroup(other, { TerminationPolicies: [functionArn] });
      const { message } = await refusalOf(creation);
      await other.close();
      expect(message).to.equal(
        `Updraft needs --lambda-endpoint to serve the termination policy ${functionArn}.`,
      );
    });
  });
});

describe('readNomination', () => {
  const cases: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['{"InstanceIDs":["i-1","i-2"]}', ['i-1', 'i-2']],
    ['{"InstanceIDs":[]}', []],
    ['{"InstanceIDs":[1]}', undefined],
    ['{"InstanceIDs":"i-1"}', undefined],
    ['null', undefined],
    ['', undefined],
  ];
  for (const [text, expected] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => {
      expect(readNomination(text)).to.deep.equal(expected);
    });
  }
});

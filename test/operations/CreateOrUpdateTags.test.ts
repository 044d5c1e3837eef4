import {
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeTagsCommand,
  type Filter,
  type Tag,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

type GivenTag = Omit<Tag, 'ResourceType'>;

describe('CreateOrUpdateTags', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { AutoScalingGroupName: 'api', Tags: [{ Key: 'team', Value: 'x' }] });
    await createGroup(world, { Tags: [{ Key: 'team', Value: 'y', PropagateAtLaunch: true }] });
  });

  afterEach(() => world.close());

  const put = (...Tags: GivenTag[]): Promise<unknown> =>
    world.autoScaling.send(new CreateOrUpdateTagsCommand({ Tags }));

  const remove = (...Tags: GivenTag[]): Promise<unknown> =>
    world.autoScaling.send(new DeleteTagsCommand({ Tags }));

  const tags = async (...Filters: Filter[]): Promise<string[]> => {
    const answer = await world.autoScaling.send(new DescribeTagsCommand({ Filters }));
    return (answer.Tags ?? []).map((tag) => `${tag.ResourceId} ${tag.Key}=${tag.Value}`);
  };

  const filter = (Name: string, ...Values: string[]): Filter => ({ Name, Values });

  it('adds tags and changes those of the same key', async () => {
    await put(
      { ResourceId: 'web', Key: 'team', Value: 'z' },
      { ResourceId: 'web', Key: 'cost', PropagateAtLaunch: true },
      { ResourceId: 'api', Key: 'cost', Value: '1' },
    );
    expect(await tags()).to.deep.equal(['api cost=1', 'api team=x', 'web cost=', 'web team=z']);
    const shared = { ResourceId: 'web', ResourceType: 'auto-scaling-group' };
    expect((await groupOf(world))?.Tags).to.deep.equal([
      { ...shared, Key: 'cost', Value: '', PropagateAtLaunch: true },
      { ...shared, Key: 'team', Value: 'z', PropagateAtLaunch: false },
    ]);
  });

  const cases: readonly (readonly [string, Filter[], string[]])[] = [
    ['group', [filter('auto-scaling-group', 'web')], ['web team=y']],
    ['key', [filter('key', 'team', 'none')], ['api team=x', 'web team=y']],
    ['value', [filter('value', 'x')], ['api team=x']],
    ['propagation', [filter('propagate-at-launch', 'true')], ['web team=y']],
    ['propagation as Python says it', [filter('propagate-at-launch', 'True')], ['web team=y']],
    ['all of several filters', [filter('key', 'team'), filter('value', 'none')], []],
  ];
  for (const [name, filters, expected] of cases) {
    it(`lists tags by ${name}`, async () => {
      expect(await tags(...filters)).to.deep.equal(expected);
    });
  }

  it('removes a tag by its key, and with a value only if it has that', async () => {
    await remove({ ResourceId: 'web', Key: 'team', Value: 'none' });
    expect(await tags()).to.deep.equal(['api team=x', 'web team=y']);
    await remove({ ResourceId: 'web', Key: 'team' }, { ResourceId: 'api', Key: 'absent' });
    expect(await tags()).to.deep.equal(['api team=x']);
  });

  const groupCases: readonly (readonly [string, Filter[], string[]])[] = [
    ['a key', [filter('tag-key', 'team')], ['api', 'web']],
    ['a value', [filter('tag-value', 'x', 'z')], ['api']],
    ['a key with a value', [filter('tag:team', 'y')], ['web']],
    ['all of several filters', [filter('tag-key', 'team'), filter('tag:team', 'x')], ['api']],
    ['nothing that is there', [filter('tag:cost', '1')], []],
  ];
  for (const [name, Filters, expected] of groupCases) {
    it(`finds groups by ${name}`, async () => {
      const answer = await world.autoScaling.send(
        new DescribeAutoScalingGroupsCommand({ Filters }),
      );
      const names = answer.AutoScalingGroups?.map((group) => group.AutoScalingGroupName);
      expect(names).to.deep.equal(expected);
    });
  }

  const refusals: readonly (readonly [string, () => Promise<unknown>, string, string])[] = [
    [
      'the keys of AWS',
      () => put({ ResourceId: 'web', Key: 'aws:cost' }),
      'ValidationError',
      'Your account is not allowed to create tag aws:cost',
    ],
    [
      'an unknown group',
      () => put({ ResourceId: 'none', Key: 'team' }),
      'ValidationError',
      'AutoScalingGroup name not found - null',
    ],
    [
      'an unknown filter',
      () => tags(filter('colour', 'red')),
      'ValidationError',
      'Filter type colour is not correct. Allowed Filter types are: auto-scaling-group key value ' +
        'propagate-at-launch',
    ],
  ];
  for (const [name, call, code, message] of refusals) {
    it(`refuses ${name}`, async () => {
      expect(await refusalOf(call())).to.deep.equal({ code, message });
    });
  }

  // fog/fog-aws, issue 125, tells AWS's words of a sixth tag.
  it('refuses a key that is too long by its place', async () => {
    const Key = 'k'.repeat(129);
    const { message } = await refusalOf(
      put({ ResourceId: 'web', Key: 'a' }, { ResourceId: 'web', Key }),
    );
    expect(message).to.equal(
      `1 validation error detected: Value '${Key}' at 'tags.2.member.key' failed to satisfy ` +
        'constraint: Member must have length less than or equal to 128',
    );
  });

  it('changes no group where one of them is unknown', async () => {
    const before = await tags();
    const call = put({ ResourceId: 'web', Key: 'new' }, { ResourceId: 'zoo', Key: 'new' });
    expect((await refusalOf(call)).message).to.equal('AutoScalingGroup name not found - null');
    const removal = remove({ ResourceId: 'web', Key: 'team' }, { ResourceId: 'zoo', Key: 'team' });
    expect((await refusalOf(removal)).code).to.equal('ValidationError');
    expect(await tags()).to.deep.equal(before);
  });

  it('refuses more than 25 tags at once', async () => {
    const many = Array.from({ length: 26 }, (_, at) => ({ ResourceId: 'web', Key: `k${at}` }));
    expect((await refusalOf(put(...many))).code).to.equal('LimitExceeded');
  });

  it('refuses more than 50 tags of a group', async () => {
    const many = (first: number, count: number): GivenTag[] =>
      Array.from({ length: count }, (_, index) => ({
        ResourceId: 'web',
        Key: `k${first + index}`,
      }));
    await put(...many(0, 25));
    await put(...many(25, 24));
    expect(await refusalOf(put(...many(49, 1)))).to.deep.equal({
      code: 'LimitExceeded',
      message: 'You tried to create more tags than allowed',
    });
  });
});

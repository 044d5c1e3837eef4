import {
  type AutoScalingGroupNamesType,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createConfiguration, createGroup } from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

describe('DescribeAutoScalingGroups', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
    await createConfiguration(world);
    for (const AutoScalingGroupName of ['web', 'api', 'Batch', 'web-2']) {
      await createGroup(world, { AutoScalingGroupName, DesiredCapacity: 1 });
    }
  });

  after(() => world.close());

  interface Listed {
    readonly names: readonly (string | undefined)[] | undefined;
    readonly NextToken: string | undefined;
  }

  const list = async (input: AutoScalingGroupNamesType): Promise<Listed> => {
    const { AutoScalingGroups, NextToken } = await world.autoScaling.send(
      new DescribeAutoScalingGroupsCommand(input),
    );
    return { names: AutoScalingGroups?.map((group) => group.AutoScalingGroupName), NextToken };
  };

  it('lists groups in the order of their names', async () => {
    expect((await list({})).names).to.deep.equal(['Batch', 'api', 'web', 'web-2']);
  });

  it('passes over names that it does not know', async () => {
    const AutoScalingGroupNames = ['web', 'none', 'api', 'web'];
    expect((await list({ AutoScalingGroupNames })).names).to.deep.equal(['api', 'web']);
  });

  it('continues where the last page ended', async () => {
    const first = await list({ MaxRecords: 3 });
    expect(first.names).to.deep.equal(['Batch', 'api', 'web']);
    const second = await list({ MaxRecords: 3, NextToken: first.NextToken });
    expect(second).to.deep.equal({ names: ['web-2'], NextToken: undefined });
  });

  it('ends with a page that is just full', async () => {
    expect((await list({ MaxRecords: 4 })).NextToken).to.equal(undefined);
  });

  it('refuses a token of another request', async () => {
    const { NextToken = '' } = await list({ MaxRecords: 1 });
    const other = list({ NextToken, AutoScalingGroupNames: ['web'] });
    expect(await refusalOf(other)).to.deep.equal({
      code: 'InvalidNextToken',
      message: `The token ${NextToken} isn't valid.`,
    });
  });

  it('leaves instances out where they are not asked for', async () => {
    const input = { AutoScalingGroupNames: ['web'], IncludeInstances: false };
    const { AutoScalingGroups } = await world.autoScaling.send(
      new DescribeAutoScalingGroupsCommand(input),
    );
    expect(AutoScalingGroups?.[0]?.Instances).to.deep.equal([]);
  });
});

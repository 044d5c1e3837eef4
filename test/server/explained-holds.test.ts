import { ExecutePolicyCommand, PutScalingPolicyCommand } from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createConfiguration, createGroup } from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';

describe('what holds a group, as it is explained', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld({ flags: ['--launcher-options', 'start=3s'] });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  it('is nothing that has ended since the newest turn', async () => {
    await createConfiguration(world);
    await createGroup(world, { DesiredCapacity: 1, MaxSize: 2 });
    await world.advance('10s');
    const names = { AutoScalingGroupName: 'web', PolicyName: 'out' };
    const adjustment = { AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1 };
    await world.autoScaling.send(new PutScalingPolicyCommand({ ...names, ...adjustment }));
    await world.autoScaling.send(new ExecutePolicyCommand(names));
    const newest = async (): Promise<object> => {
      const response = await fetch(`${world.endpoint}/_admin/explain?group=web`);
      const { decisions } = (await response.json()) as { readonly decisions: readonly Turn[] };
      return { at: decisions[0]?.at, holds: decisions[0]?.holds };
    };
    await world.advance('1m');
    const at = '2026-03-10T12:00:13.000Z';
    const because = 'simple scaling waits for its cooldown';
    const until = '2026-03-10T12:05:13.000Z';
    expect(await newest()).to.deep.equal({ at, holds: [{ because, until }] });
    await world.advance('5m');
    expect(await newest()).to.deep.equal({ at, holds: [] });
  });
});

interface Turn {
  readonly at: string;
  readonly holds: readonly object[];
}

import { expect } from 'chai';
import { createSimulatedLauncher } from '../../src/launchers/simulated.js';
import { noon, secondsAfter } from '../support/group-documents.js';
import { MemoryStore } from '../simulation/memory-store.js';

describe('the simulated launcher', () => {
  it('does not run what was to be terminated before it was launched', async () => {
    const launcher = createSimulatedLauncher(new MemoryStore(), {
      ...{ startMilliseconds: 1_000, stopMilliseconds: 1_000, failures: 0 },
      ...{ interruptions: 0, interruptedAfterMilliseconds: 0, zoneCapacity: new Map() },
    });
    const scope = { account: '000000000000', region: 'us-east-1' };
    const reference = { ...scope, AutoScalingGroupName: 'web', InstanceId: 'i-1' };
    await launcher.terminate([reference], noon);
    const command = { ...reference, AvailabilityZone: 'us-east-1a', isSpot: false, Tags: [] };
    expect(await launcher.launch([command], noon)).to.deep.equal([{ kind: 'launched' }]);
    const [later] = await launcher.observe([reference], secondsAfter(noon, 60));
    expect(later).to.deep.equal({
      ...{ InstanceId: 'i-1', state: 'terminated', status: 'initializing' },
    });
  });
});

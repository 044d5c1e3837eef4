import { expect } from 'chai';
import { forecastAgain, forecastKey } from '../../src/autoscaling/forecast-document.js';
import { withDeletion } from '../../src/autoscaling/group.js';
import { groupKey, policyKey, scheduledActionKey } from '../../src/autoscaling/keys.js';
import { putPolicy } from '../../src/autoscaling/policy.js';
import { putScheduledAction } from '../../src/autoscaling/scheduled-action.js';
import { removeGroup } from '../../src/heartbeat/remove-group.js';
import { MemoryStore } from '../simulation/memory-store.js';
import { groupDocument, noon, scope } from '../support/group-documents.js';

const AutoScalingGroupName = 'web';
const key = groupKey(scope, AutoScalingGroupName);
const deleting = withDeletion(groupDocument(), noon);

/** A policy, its forecast and a scheduled action of the group. */
async function putParts(store: MemoryStore): Promise<void> {
  const names = { AutoScalingGroupName, PolicyName: 'out' };
  const policy = { ...names, AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1 };
  const put = { scope, now: noon, policyUuid: 'uuid', alarmUuid: 'uuid' };
  await store.update(policyKey(scope, 'web', 'out'), () => putPolicy(undefined, policy, put));
  await store.update(forecastKey(scope, 'web', 'out'), () => forecastAgain(undefined, names, noon));
  const action = { AutoScalingGroupName, ScheduledActionName: 'up', MinSize: 1, StartTime: noon };
  await store.update(scheduledActionKey(scope, 'web', 'up'), () =>
    putScheduledAction(undefined, action, { scope, now: noon, uuid: 'uuid', order: 1 }),
  );
}

async function removeFrom(store: MemoryStore): Promise<number> {
  const attend = (): Promise<void> => Promise.resolve();
  await removeGroup({ key, document: deleting }, { store, attend }, noon);
  return [...store.documents()].length;
}

describe('removeGroup', () => {
  it('removes a group with all that belongs to it', async () => {
    const store = new MemoryStore();
    await store.update(key, () => deleting);
    await putParts(store);
    expect(await removeFrom(store)).to.equal(0);
  });

  it('leaves another group of that name alone, which was created meanwhile', async () => {
    const store = new MemoryStore();
    await store.update(key, () => groupDocument({ AutoScalingGroupARN: 'another' }));
    await putParts(store);
    expect(await removeFrom(store)).to.equal(4);
  });

  it('leaves to another look what was put while it listed', async () => {
    const store = new MemoryStore();
    await store.update(key, () => deleting);
    await putParts(store);
    const get = store.get.bind(store);
    store.get = async (place) => {
      const found = await get(place);
      await putParts(store);
      return found;
    };
    expect(await removeFrom(store)).to.equal(4);
  });
});

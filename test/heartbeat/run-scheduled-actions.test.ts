import { expect } from 'chai';
import { groupKey, scheduledActionKey } from '../../src/autoscaling/keys.js';
import {
  putScheduledAction,
  type ScheduledActionDocument,
} from '../../src/autoscaling/scheduled-action.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { runScheduledActions } from '../../src/heartbeat/run-scheduled-actions.js';
import { MemoryStore } from '../simulation/memory-store.js';
import { groupDocument, noon, scope } from '../support/group-documents.js';

const names = { AutoScalingGroupName: 'web', ScheduledActionName: 'action' };
const key = scheduledActionKey(scope, 'web', 'action');

function action(DesiredCapacity: number, StartTime = noon): ScheduledActionDocument {
  const put = { scope, now: noon, uuid: '1', order: 1 };
  return putScheduledAction(undefined, { ...names, DesiredCapacity, StartTime }, put);
}

describe('a scheduled action that was listed as due', () => {
  const later = new Date(noon.getTime() + 60_000);
  const cases = [
    { name: 'runs', meanwhile: action(3), capacity: 3 },
    { name: 'runs in the form that it was put in meanwhile', meanwhile: action(4), capacity: 4 },
    { name: 'waits where it was put off meanwhile', meanwhile: action(4, later), capacity: 0 },
    { name: 'does not run where it was deleted meanwhile', meanwhile: undefined, capacity: 0 },
  ];
  for (const { name, meanwhile, capacity } of cases) {
    it(name, async () => {
      const store = new MemoryStore();
      const place = groupKey(scope, 'web');
      await store.update(place, () => groupDocument());
      await store.update(key, () => action(3));
      const listed = await store.entry(key);
      await store.update(key, () => meanwhile);
      const attended: string[] = [];
      const attend = ({ text }: { readonly text: string }): Promise<void> => {
        attended.push(text);
        return Promise.resolve();
      };
      const worker = runScheduledActions({ store, journal: new Journal(), attend });
      await worker.attend(listed === undefined ? [] : [listed], noon);
      expect((await store.get(place))?.group.DesiredCapacity).to.equal(capacity);
      expect(attended).to.deep.equal(capacity === 0 ? [] : [place.text]);
      const left = await store.get(key);
      expect(left?.due).to.deep.equal(capacity === 0 ? meanwhile?.due : undefined);
    });
  }
});

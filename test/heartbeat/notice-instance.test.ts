import { expect } from 'chai';
import { InstanceNotices } from '../../src/heartbeat/notice-instance.js';
import { StoreError } from '../../src/store/store.js';
import { MemoryStore } from '../simulation/memory-store.js';

const now = new Date('2026-03-10T12:00:00Z');
const instance = {
  ...{ account: '000000000000', region: 'us-east-1', AutoScalingGroupName: 'web' },
  InstanceId: 'i-0123456789abcdef0',
};

describe('notices of instances', () => {
  it('are told again until the store has taken them, and once', async () => {
    const attended: string[] = [];
    const outages = [new StoreError('The store is away.')];
    const notices = new InstanceNotices({
      store: new MemoryStore(),
      attend: (key) => {
        const outage = outages.pop();
        if (outage !== undefined) return Promise.reject(outage);
        attended.push(key.text);
        return Promise.resolve();
      },
    });
    notices.add(instance);
    const [refused] = await Promise.allSettled([notices.tell(now)]);
    expect(refused).to.have.property('reason').that.is.instanceOf(StoreError);
    await notices.tell(now);
    await notices.tell(now);
    expect(attended.length).to.equal(1);
  });
});

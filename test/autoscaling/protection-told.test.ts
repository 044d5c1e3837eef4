import { expect } from 'chai';
import { reconcile } from '../../src/autoscaling/reconciliation.js';
import { groupDocument, instanceOf, noon } from '../support/group-documents.js';

describe('a group whose instances are all protected', () => {
  it('has a cause for what it tells, though no trigger is left to quote', () => {
    const protectedOne = instanceOf(1, { shown: { ProtectedFromScaleIn: true } });
    const group = groupDocument({ DesiredCapacity: 0 }, [protectedOne]);
    const { activities } = reconcile(group, { now: noon, observed: new Map() });
    expect(activities.map(({ Cause }) => Cause)).to.deep.equal([
      'At 2026-03-10T12:00:00Z no instance was taken out of service in response to a difference ' +
        'between desired and actual capacity.',
    ]);
  });

  it('does not tell of it where they weigh too much to go anyway', () => {
    const shown = { ProtectedFromScaleIn: true, WeightedCapacity: '4' };
    const instances = [instanceOf(1, { shown }), instanceOf(2, { shown })];
    const group = groupDocument({ DesiredCapacity: 7 }, instances);
    expect(reconcile(group, { now: noon, observed: new Map() }).activities).to.deep.equal([]);
  });
});

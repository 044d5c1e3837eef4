import { expect } from 'chai';
import type { GroupDocument, ManagedInstance } from '../../src/autoscaling/group-document.js';
import { withLaunchRefused } from '../../src/autoscaling/launch-outcome.js';
import type { LaunchPurpose } from '../../src/autoscaling/launch.js';
import { groupDocument, instanceOf, noon } from '../support/group-documents.js';
import { mixed } from '../support/groups.js';

const MixedInstancesPolicy = mixed({ 'c5.large': '4', 'c5.4xlarge': '16' });

function weighing(number: number, given: Partial<ManagedInstance>): ManagedInstance {
  const shown = { InstanceType: 'c5.large', WeightedCapacity: '4' };
  return instanceOf(number, { market: 'on-demand', shown, ...given });
}

function pending(number: number, launchedFor: LaunchPurpose): ManagedInstance {
  const { instance, ...managed } = weighing(number, { launchedFor, isSeen: false });
  return { ...managed, instance: { ...instance, LifecycleState: 'Pending' } };
}

/** Two that serve, and two of a type that is refused. */
function refusedTwice(launchedFor: LaunchPurpose, DesiredCapacity: number): GroupDocument {
  const serving = [weighing(1, {}), weighing(2, {})];
  const document = groupDocument({ MixedInstancesPolicy, DesiredCapacity, MaxSize: 200 }, [
    ...serving,
    ...[pending(3, launchedFor), pending(4, launchedFor)],
  ]);
  const refusal = { code: 'InsufficientInstanceCapacity', message: 'No room.', now: noon };
  return ['i-3', 'i-4'].reduce(
    (current, InstanceId) => withLaunchRefused(current, { InstanceId, ...refusal }),
    document,
  );
}

const cases: readonly [LaunchPurpose, number, string, readonly string[]][] = [
  ['capacity', 24, 'go on with a heavier one for as long as something is missing', ['16']],
  ['capacity', 25, 'go on with as many heavier ones as it takes', ['16', '16']],
  ['balance', 8, 'go on with one heavier one, though two led others', ['16']],
  ['alignment', 8, 'go on with one heavier one, though two were to align markets', ['16']],
  ['early-replacement', 8, 'go on with one heavier one, though two came early', ['16']],
];

describe('several launches that are refused at once', () => {
  for (const [launchedFor, DesiredCapacity, behaviour, weights] of cases) {
    it(`${behaviour} (${launchedFor}, ${DesiredCapacity})`, () => {
      const { instances } = refusedTwice(launchedFor, DesiredCapacity);
      const launched = instances.slice(2).map(({ instance }) => instance.WeightedCapacity);
      expect(launched).to.deep.equal(weights);
    });
  }
});

import { expect } from 'chai';
import { detachInstances } from '../../src/autoscaling/detachment.js';
import type { GroupDocument } from '../../src/autoscaling/group-document.js';
import { enterStandby } from '../../src/autoscaling/standby.js';
import { terminateByUser } from '../../src/autoscaling/user-termination.js';
import { groupDocument, instanceOf, noon } from '../support/group-documents.js';

/** Two instances, of which the first leaves and gives up its place. */
interface Case {
  readonly name: string;
  readonly weight?: string;
  readonly MinSize: number;
  readonly DesiredCapacity: number;
  /** What is desired then, and what the activity tells; or what refuses a termination. */
  readonly becomes?: readonly [DesiredCapacity: number, change: string];
  readonly why?: string;
}

const cases: readonly Case[] = [
  {
    name: 'takes its unit',
    ...{ MinSize: 1, DesiredCapacity: 2, becomes: [1, 'from 2 to 1'] },
  },
  {
    name: 'takes all that it weighs',
    ...{ weight: '6', MinSize: 6, DesiredCapacity: 12, becomes: [6, 'from 12 to 6'] },
  },
  {
    name: 'takes what it weighs from a group that is a bit too heavy',
    ...{ weight: '6', MinSize: 4, DesiredCapacity: 10, becomes: [4, 'from 12 to 6'] },
  },
  {
    name: 'stays in a group at its minimum',
    ...{ MinSize: 2, DesiredCapacity: 2, why: 'desiredSize equals minSize (2)' },
  },
  {
    name: 'stays in a group with weights at its minimum',
    ...{ weight: '6', MinSize: 12, DesiredCapacity: 12, why: 'desiredSize equals minSize (12)' },
  },
  {
    name: 'stays where its weight is more than there is room for',
    ...{ weight: '6', MinSize: 11, DesiredCapacity: 12 },
    why: 'desiredSize (12) less the weight of the instance (6) is below minSize (11)',
  },
  {
    name: 'stays where its weight is a unit too much',
    ...{ weight: '6', MinSize: 7, DesiredCapacity: 12 },
    why: 'desiredSize (12) less the weight of the instance (6) is below minSize (7)',
  },
];

const leaving = { instanceIds: ['i-1'], now: noon, isDecremented: true };

const ways: readonly {
  readonly name: string;
  readonly leave: (document: GroupDocument) => GroupDocument;
  readonly refusal: (given: Case) => string;
}[] = [
  {
    name: 'is terminated',
    leave: (document) => {
      const [first] = document.instances;
      return first === undefined ? document : terminateByUser(document, first, leaving);
    },
    refusal: ({ why }) =>
      `Currently, ${why}. Terminating instance without replacement will violate group's min ` +
      'size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower ' +
      "group's min size.",
  },
  {
    name: 'enters standby',
    leave: (document) => enterStandby(document, leaving).document,
    refusal: (given) => sizesTold('To place into standby', given),
  },
  {
    name: 'is detached',
    leave: (document) => detachInstances(document, leaving).document,
    refusal: (given) => sizesTold('To detach', given),
  },
];

for (const { name: way, leave, refusal } of ways) {
  describe(`an instance that ${way} with its place`, () => {
    for (const given of cases) {
      it(given.name, () => {
        const { weight, MinSize, DesiredCapacity, becomes } = given;
        const shown = weight === undefined ? {} : { WeightedCapacity: weight };
        const instances = [1, 2].map((number) => instanceOf(number, { shown }));
        const document = groupDocument({ MinSize, DesiredCapacity }, instances);
        if (becomes === undefined) {
          expect(() => leave(document))
            .to.throw()
            .with.property('message', refusal(given));
          return;
        }
        const { group, activities } = leave(document);
        expect(group.DesiredCapacity).to.equal(becomes[0]);
        expect(activities.at(-1)?.Cause).to.contain(`shrinking the capacity ${becomes[1]}.`);
      });
    }
  });
}

describe('instances in standby that give up their places', () => {
  const aside = (number: number) => instanceOf(number, { shown: { LifecycleState: 'Standby' } });

  // Three are desired; one of them serves, and the others are still to come.
  it('tell how less is desired, for what serves stays', () => {
    const members = [instanceOf(1), aside(2), aside(3)];
    const document = groupDocument({ DesiredCapacity: 3 }, members);
    const ended = terminateByUser(document, aside(2), leaving);
    expect(ended.activities.at(-1)?.Cause).to.contain('shrinking the capacity from 3 to 2.');
    const move = { ...leaving, instanceIds: ['i-2', 'i-1', 'i-3'] };
    const detached = detachInstances(document, move);
    expect(detached.activities.map(({ Cause }) => /from .*(?=\.)/.exec(Cause)?.[0])).to.deep.equal([
      'from 3 to 2',
      'from 1 to 0',
      'from 1 to 0',
    ]);
  });
});

function sizesTold(purpose: string, { MinSize, DesiredCapacity }: Case): string {
  return (
    `AutoScalingGroup web has min-size=${MinSize}, max-size=100, and ` +
    `desired-size=${DesiredCapacity}. ${purpose} 1 instance, please update the AutoScalingGroup ` +
    'sizes appropriately.'
  );
}

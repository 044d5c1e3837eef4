import { expect } from 'chai';
import { labelComplaint } from '../../src/cloudwatch/dynamic-labels.js';
import {
  automaticLabelSteps,
  type Unlabelled,
  withAutomaticLabels,
} from '../../src/cloudwatch/labels.js';
import { evenShares } from '../../src/cloudwatch/metric-data-page.js';

interface Asked {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly Stat?: string;
  readonly periodSeconds?: number;
}

function unlabelled(asked: Asked): Unlabelled {
  const { Namespace = 'App', MetricName = 'Load', dimensions = {}, Stat = 'Sum' } = asked;
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return {
    metric: { Namespace, MetricName, Dimensions },
    Stat,
    window: { periodSeconds: asked.periodSeconds ?? 60 },
  };
}

describe('the automatic labels of a call', () => {
  // Each was recorded from AWS.
  const cases: readonly (readonly [string, readonly Asked[], readonly string[]])[] = [
    ['one metric', [{ dimensions: { Zone: 'a' } }], ['Load']],
    ['two names', [{}, { MetricName: 'Busy', Stat: 'Average' }], ['Load', 'Busy']],
    ['two statistics', [{}, { Stat: 'Average' }], ['Load Sum', 'Load Average']],
    [
      'two statistics of one of two metrics',
      [{}, { Stat: 'Average' }, { MetricName: 'Busy' }],
      ['Load Sum', 'Load Average', 'Busy'],
    ],
    ['two periods', [{}, { periodSeconds: 120 }], ['Load 60', 'Load 120']],
    [
      'two statistics and periods',
      [{}, { Stat: 'Minimum', periodSeconds: 30 }],
      ['Load Sum 60', 'Load Minimum 30'],
    ],
    [
      'a dimension that one lacks',
      [{}, { dimensions: { Zone: 'a' }, Stat: 'Average' }],
      ['Load', 'a'],
    ],
    [
      'a dimension beside a common one',
      [{ dimensions: { Common: 'c', Zone: 'a' } }, { dimensions: { Common: 'c', Zone: 'b' } }],
      ['a', 'b'],
    ],
    [
      'a dimension and two names',
      [{ dimensions: { Zone: 'a' } }, { MetricName: 'Busy', dimensions: { Zone: 'b' } }],
      ['a Load', 'b Busy'],
    ],
    [
      'dimensions in the order of their names',
      [
        { dimensions: { Node: 'red', Service: 'x' } },
        { dimensions: { Extra: 'e', Node: 'blue', Service: 'y' } },
      ],
      ['red x', 'e blue y'],
    ],
    ['two namespaces', [{}, { Namespace: 'Web', Stat: 'Average' }], ['App', 'Web']],
    [
      'two namespaces and names',
      [{}, { Namespace: 'Web', MetricName: 'Busy' }],
      ['App Load', 'Web Busy'],
    ],
  ];
  for (const [name, asked, expected] of cases) {
    it(`tell apart ${name}`, () => {
      const labelled = withAutomaticLabels(asked.map(unlabelled));
      expect(labelled.map(({ automaticLabel }) => automaticLabel)).to.deep.equal(expected);
    });
  }

  it('tell apart many thousands without holding up others', () => {
    const asked = Array.from({ length: 3_000 }, (_, index) => unlabelled({ Stat: `p${index}` }));
    const steps = automaticLabelSteps(asked);
    let pauses = 0;
    while (steps.next().done !== true) pauses += 1;
    expect(pauses).to.equal(6);
  });
});

describe('a dynamic label', () => {
  const complaints: readonly (readonly [string, string | undefined])[] = [
    ['${MIN} ${AVG} ${MAX} ${LAST} ${SUM}', undefined],
    ["${LABEL} ${PROP('Stat')} ${PROP('Period')} ${PROP('Region')} ${MIN} ${AVG}", undefined],
    [
      '${MIN} ${AVG} ${MAX} ${LAST} ${SUM} ${FIRST}',
      'The value for parameter Label must not contain more than 5 dynamic statistical values.',
    ],
    [
      '${LABEL} and ${LABEL}',
      'The value for parameter Label must not contain ${LABEL} more than once.',
    ],
  ];
  for (const [label, complaint] of complaints) {
    it(`may ${complaint === undefined ? '' : 'not '}be ${label}`, () => {
      expect(labelComplaint(label, 'Label')).to.equal(complaint);
    });
  }
});

describe('a page', () => {
  // The first four were recorded from AWS, of twelve metrics with five periods each.
  const twelve = Array.from({ length: 12 }, () => 5);
  const cases: readonly (readonly [readonly number[], number, readonly number[]])[] = [
    [twelve, 1, [1, ...Array.from({ length: 11 }, () => 0)]],
    [twelve, 23, [5, 5, 4, ...Array.from({ length: 9 }, () => 1)]],
    [twelve, 24, twelve.map(() => 2)],
    [twelve, 59, [...twelve.slice(1), 4]],
    [[1, 9, 9], 12, [1, 7, 4]],
    [[0, 9, 9], 12, [0, 6, 6]],
    [[], 5, []],
  ];
  for (const [wanted, total, expected] of cases) {
    it(`shares ${total} among ${wanted.length} that want ${wanted.join(', ')}`, () => {
      expect(evenShares(wanted, total)).to.deep.equal(expected);
    });
  }
});

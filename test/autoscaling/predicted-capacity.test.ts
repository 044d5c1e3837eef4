import { expect } from 'chai';
import {
  capacityNow,
  type ForecastDocument,
  withForecast,
} from '../../src/autoscaling/forecast-document.js';
import { withDeletion } from '../../src/autoscaling/group.js';
import { withPrediction } from '../../src/autoscaling/predicted-capacity.js';
import { groupDocument, noon } from '../support/group-documents.js';

const hour = noon.getTime() / 3_600_000;
const names = { AutoScalingGroupName: 'web', PolicyName: 'foresee' };

describe('capacityNow', () => {
  const cases = [
    { name: 'rounds up', value: 10.1, capacity: 11 },
    { name: 'takes a hair above a whole number for it', value: 10.000000000000002, capacity: 10 },
    { name: 'takes a hair below a whole number for it', value: 49.99999999999999, capacity: 50 },
  ];
  for (const { name, value, capacity } of cases) {
    it(name, () => {
      const document: ForecastDocument = { ...names, load: [], capacity: [{ hour, value }] };
      expect(capacityNow(document, noon, 300)).to.equal(capacity);
    });
  }
});

describe('withForecast', () => {
  it('leaves no word on the hours to come where nothing can be forecast any more', () => {
    const hours = [-1, 0, 1].map((ahead) => ({ hour: hour + ahead, value: 10 }));
    const known: ForecastDocument = { ...names, load: hours, capacity: hours };
    const { load, capacity } = withForecast(known, { load: [], capacity: [] }, noon);
    const past = [{ hour: hour - 1, value: 10 }];
    expect({ load, capacity }).to.deep.equal({ load: past, capacity: past });
  });
});

describe('withPrediction', () => {
  const cases = [
    {
      name: 'raises the maximum by the buffer',
      capacity: 150,
      MaxCapacityBuffer: 10,
      MaxSize: 165,
    },
    // 100 * 1.1 is 110.00000000000001.
    { name: 'raises it by no hair more', capacity: 100, MaxCapacityBuffer: 10, MaxSize: 110 },
    { name: 'rounds what it raises up', capacity: 101, MaxCapacityBuffer: 10, MaxSize: 112 },
  ];
  for (const { name, capacity, MaxCapacityBuffer, MaxSize } of cases) {
    it(name, () => {
      const { group } = withPrediction(groupDocument(), {
        ...{ PolicyName: 'foresee', capacity, now: noon },
        configuration: {
          MetricSpecifications: [],
          MaxCapacityBreachBehavior: 'IncreaseMaxCapacity',
          MaxCapacityBuffer,
        },
      });
      expect(group.MaxSize).to.equal(MaxSize);
    });
  }

  it('leaves a group alone that is being deleted', () => {
    const deleting = withDeletion(groupDocument(), noon);
    const predicted = withPrediction(deleting, {
      ...{ PolicyName: 'foresee', capacity: 4, now: noon },
      configuration: {
        MetricSpecifications: [],
        MaxCapacityBreachBehavior: 'IncreaseMaxCapacity',
        MaxCapacityBuffer: 0,
      },
    });
    expect(predicted).to.equal(deleting);
  });
});

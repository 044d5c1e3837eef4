import { expect } from 'chai';
import { readAutoScalingModel } from '../../src/autoscaling/model.js';
import { readCloudWatchModel } from '../../src/cloudwatch/model.js';
import { loadService } from '../../src/operations.js';

describe('the files of operations', () => {
  for (const model of [readCloudWatchModel(), readAutoScalingModel()]) {
    it(`of ${model.name} hold what they are named after`, async () => {
      const { operations } = await loadService(model, { reads: 'atOnce' });
      expect(operations.size).to.be.above(20);
    });
  }
});

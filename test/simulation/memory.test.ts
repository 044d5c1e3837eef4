import { createDatapoints } from '../../src/datapoints/engine.js';
import { keepsDatapoints, type OpenDatapoints } from '../datapoints/contract.js';
import { describeStore } from '../store/contract.js';
import { MemoryBlocks } from './memory-blocks.js';
import { MemoryStore } from './memory-store.js';

/** What a simulation stands on keeps the same promises as what it stands for. */
describe('a store in memory', () => {
  describeStore(() => Promise.resolve(new MemoryStore()));
});

describe('datapoints in memory', () => {
  keepsDatapoints(() => Promise.resolve(open(new MemoryBlocks())), { seeds: [1] });
});

function open(blocks: MemoryBlocks): OpenDatapoints {
  return {
    datapoints: createDatapoints(blocks.open()),
    reopen: () => Promise.resolve(open(blocks)),
    close: () => Promise.resolve(),
  };
}

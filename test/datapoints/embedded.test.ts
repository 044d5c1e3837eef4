import { openEmbeddedBlocks } from '../../src/datapoints/embedded.js';
import { createDatapoints } from '../../src/datapoints/engine.js';
import { EmbeddedEnvironment } from '../../src/store/environment.js';
import { temporaryDirectory } from '../support/directory.js';
import { keepsDatapoints, type OpenDatapoints } from './contract.js';
import { findsMetrics } from './finding-contract.js';

describe('datapoints in the embedded store', () => {
  const openNew = (): Promise<OpenDatapoints> => {
    const { path, remove } = temporaryDirectory();
    return open(path, remove);
  };

  keepsDatapoints(openNew, { seeds: [1, 2, 3] });
  findsMetrics(openNew, { seeds: [1, 2], metricCount: 300 });
});

async function open(directory: string, remove: () => void): Promise<OpenDatapoints> {
  const environment = await EmbeddedEnvironment.open(directory);
  return {
    datapoints: createDatapoints(await openEmbeddedBlocks(environment)),
    reopen: async () => {
      await environment.close();
      return open(directory, remove);
    },
    close: async () => {
      await environment.close();
      remove();
    },
  };
}

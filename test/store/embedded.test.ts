import { EmbeddedStore } from '../../src/store/embedded.js';
import { EmbeddedEnvironment } from '../../src/store/environment.js';
import { temporaryDirectory } from '../support/directory.js';
import { describeStore } from './contract.js';

describe('the embedded store', () => {
  const directory = temporaryDirectory();

  after(() => directory.remove());

  // A small map, so that it has to grow.
  describeStore(async () =>
    EmbeddedStore.open(await EmbeddedEnvironment.open(directory.path, { mapBytes: 2 ** 18 })),
  );
});

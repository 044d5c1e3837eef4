import { createDatapoints } from '../../src/datapoints/engine.js';
import { openMongoBlocks } from '../../src/datapoints/mongo.js';
import { connectMongo } from '../../src/store/mongo-client.js';
import { sharedMongo, type TestMongo } from '../support/mongo.js';
import { keepsDatapoints, type OpenDatapoints } from './contract.js';
import { findsMetrics } from './finding-contract.js';

describe('datapoints in MongoDB', function () {
  this.timeout(60_000);
  let mongo: TestMongo | undefined;

  before(async function () {
    mongo = await sharedMongo();
    if (mongo === undefined) this.skip();
  });

  const openNew = (): Promise<OpenDatapoints> => open(mongo?.freshUrl() ?? '', 1);

  keepsDatapoints(openNew, { seeds: [1] });
  findsMetrics(openNew, { seeds: [1], metricCount: 100 });
});

/** Each opening is another server, with a lane of its own. */
async function open(url: string, lane: number): Promise<OpenDatapoints> {
  const { db, close } = await connectMongo(url);
  return {
    datapoints: createDatapoints(await openMongoBlocks(db, lane)),
    reopen: async () => {
      await close();
      return open(url, lane + 1);
    },
    close,
  };
}

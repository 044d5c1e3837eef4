import { connectMongo } from '../../src/store/mongo-client.js';
import { openMongoStore } from '../../src/store/mongo.js';
import { proveMongo } from '../../src/store/mongo-proof.js';
import type { Store } from '../../src/store/store.js';
import { sharedMongo } from '../support/mongo.js';
import { describeStore } from './contract.js';

describe('the store in MongoDB', function () {
  this.timeout(60_000);
  let url: string;

  before(async function () {
    const mongo = await sharedMongo();
    if (mongo === undefined) this.skip();
    url = mongo.freshUrl();
  });

  describeStore(async (): Promise<Store> => {
    const { db, close } = await connectMongo(url);
    const store = await openMongoStore(db);
    return Object.assign(Object.create(store) as Store, { close });
  });

  it('proves a database that keeps what it is relied on for', async () => {
    const { db, close } = await connectMongo(url);
    await proveMongo(db);
    await close();
  });
});

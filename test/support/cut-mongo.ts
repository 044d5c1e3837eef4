import { connectMongo, type MongoConnection } from '../../src/store/mongo-client.js';
import { CuttingProxy } from './cutting-proxy.js';
import { sharedMongo, type TestMongo } from './mongo.js';
import { Random } from './random.js';

/** Two servers on one database, the connections to which are cut. */
export interface CutServers<Server> {
  /** Of the servers opened last. */
  readonly proxy: () => CuttingProxy;
  /** Each has connections of its own; the database is fresh. */
  readonly open: (seed: number, cutShare: number) => Promise<readonly [Server, Server]>;
}

type Opening<Server> = (connection: MongoConnection, lane: number) => Promise<Server>;

/** For the tests of the suite that calls it; without a MongoDB they are skipped. */
export function cutServers<Server>(openServer: Opening<Server>): CutServers<Server> {
  let mongo: TestMongo;
  let proxy: CuttingProxy;
  let connections: MongoConnection[];

  before(async function () {
    const found = await sharedMongo();
    if (found === undefined) this.skip();
    mongo = found;
  });

  afterEach(async () => {
    for (const { close } of connections) await close();
    await proxy.close();
  });

  const open = async (lane: number): Promise<Server> => {
    const connection = await connectMongo(proxy.url);
    connections.push(connection);
    return openServer(connection, lane);
  };
  return {
    proxy: () => proxy,
    open: async (seed, cutShare) => {
      proxy = new CuttingProxy(new URL(mongo.freshUrl()), new Random(seed), cutShare);
      connections = [];
      await proxy.listen();
      return [await open(1), await open(2)];
    },
  };
}

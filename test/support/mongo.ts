import { startTestMongo, type TestMongo } from './mongo-server.js';

/**
 * The MongoDB of all tests of a run. Where there is none, the tests that need it are skipped aloud,
 * unless UPDRAFT_REQUIRE_ALL forbids that.
 */
export function sharedMongo(): Promise<TestMongo | undefined> {
  shared ??= start();
  return shared;
}

let shared: Promise<TestMongo | undefined> | undefined;

after(async () => (await shared)?.stop());

async function start(): Promise<TestMongo | undefined> {
  const server = await startTestMongo();
  if (server !== undefined) return server;
  const message = 'No MongoDB for the tests: neither MONGODB_URL nor mongod nor Java with Maven.';
  if (process.env.UPDRAFT_REQUIRE_ALL === '1') throw new Error(message);
  process.stderr.write(`${message} The tests that need it are skipped.\n`);
  return undefined;
}

export type { TestMongo } from './mongo-server.js';

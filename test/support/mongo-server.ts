import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findClasspath, hasCommand } from './classpath.js';

/**
 * A MongoDB for tests and benchmarks: the one that MONGODB_URL names, a mongod on the PATH, or
 * mongo-java-server, which Maven fetches. Undefined where there is none of these.
 */
export interface TestMongo {
  /** Of a database of its own. */
  freshUrl(): string;
  stop(): void;
}

export async function startTestMongo(): Promise<TestMongo | undefined> {
  const { MONGODB_URL } = process.env;
  if (MONGODB_URL !== undefined) return onUrl(MONGODB_URL.replace(/\/$/, ''), []);
  return (await startMongod()) ?? (await startJavaServer());
}

function onUrl(url: string, ends: readonly (() => void)[]): TestMongo {
  return {
    freshUrl: () => `${url}/updraft_${randomUUID().slice(0, 8)}`,
    stop: () => {
      for (const end of ends) end();
    },
  };
}

async function startMongod(): Promise<TestMongo | undefined> {
  if (!hasCommand('mongod', '--version')) return undefined;
  const data = temporaryData();
  const port = await freePort();
  const listening = ['--port', String(port), '--bind_ip', '127.0.0.1', '--dbpath', data];
  const child = spawn('mongod', listening, { stdio: 'ignore' });
  return onUrl(`mongodb://127.0.0.1:${port}`, endsOf(child, data));
}

const folder = 'test/support/mongo';

async function startJavaServer(): Promise<TestMongo | undefined> {
  if (!hasCommand('java', '-version')) return undefined;
  const classpath = findClasspath(join(folder, 'pom.xml'));
  if (classpath === undefined) return undefined;
  const source = join(folder, 'TestMongo.java');
  const data = temporaryData();
  const child = spawn('java', ['-cp', classpath, source, join(data, 'mongo.h2')], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ends = endsOf(child, data);
  const lines = createInterface({ input: child.stdout });
  const [port] = await Promise.race([
    lines[Symbol.asyncIterator]()
      .next()
      .then(({ value }) => [value as string | undefined]),
    new Promise<[undefined]>((resolve) => child.once('exit', () => resolve([undefined]))),
  ]);
  if (port !== undefined) return onUrl(`mongodb://127.0.0.1:${port}`, ends);
  for (const end of ends) end();
  return undefined;
}

function temporaryData(): string {
  return mkdtempSync(join(tmpdir(), 'updraft-mongo-'));
}

function endsOf(child: ChildProcess, data: string): readonly (() => void)[] {
  return [() => child.kill('SIGKILL'), () => rmSync(data, { recursive: true, force: true })];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

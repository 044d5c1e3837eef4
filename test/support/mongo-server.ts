import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

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

function hasCommand(command: string, argument: string): boolean {
  try {
    execFileSync(command, [argument], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
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
  const classpath = findClasspath();
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

/** Maven is asked once for each version of the pom. */
function findClasspath(): string | undefined {
  const pom = join(folder, 'pom.xml');
  const digest = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16);
  const cache = 'node_modules/.cache/updraft';
  const file = join(cache, `test-mongo-${digest}.classpath`);
  if (existsSync(file)) {
    const known = readFileSync(file, 'utf8');
    if (known.split(delimiter).every((jar) => existsSync(jar))) return known;
  }
  if (!hasCommand('mvn', '--version')) return undefined;
  const output = join(tmpdir(), `updraft-classpath-${randomUUID()}`);
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath';
  try {
    execFileSync('mvn', ['-q', '-B', '-f', pom, goal, `-Dmdep.outputFile=${output}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch {
    return undefined;
  }
  const classpath = readFileSync(output, 'utf8');
  rmSync(output);
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, classpath);
  return classpath;
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

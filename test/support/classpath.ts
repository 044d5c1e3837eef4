import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const cache = 'node_modules/.cache/updraft';

/**
 * What a Java program needs that a pom tells of, fetched by Maven, which is asked once for each
 * version of the pom. Undefined where there is no Maven, or where it does not get what it needs.
 */
export function findClasspath(pom: string): string | undefined {
  const digest = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16);
  const file = join(cache, `${digest}.classpath`);
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

export function hasCommand(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect } from 'chai';

/**
 * The house rules that a linter does not know: who may import whom, how long a file may grow, and
 * which names explain nothing. CONVENTIONS.md gives the reasons.
 */
describe('the source tree', () => {
  const files = typescriptFiles('src').concat(typescriptFiles('test'));

  it('keeps files within their guides', () => {
    const long = files.filter(({ path, lines }) => lines.length > guideOf(path));
    expect(long.map(({ path, lines }) => `${path}: ${lines.length} lines`)).to.deep.equal([]);
  });

  it('keeps lines within 100 columns', () => {
    const long = files.flatMap(({ path, lines }) =>
      lines.flatMap((line, index) => (line.length > 100 ? [`${path}:${index + 1}`] : [])),
    );
    expect(long).to.deep.equal([]);
  });

  it('uses no name that explains nothing', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|types|manager|base)(\.ts|\/)/;
    expect(files.map(({ path }) => path).filter((path) => vague.test(path))).to.deep.equal([]);
  });

  it('imports in one direction only', () => {
    const wrong = files
      .filter(({ path }) => path.startsWith('src/'))
      .flatMap(({ path, imports }) =>
        imports
          .filter((target) => !isAllowed(path, target))
          .map((target) => `${path} -> ${target}`),
      );
    expect(wrong).to.deep.equal([]);
  });

  it('names each prescribed package in the files that own it', () => {
    const strays = files
      .filter(({ path }) => path.startsWith('src/'))
      .flatMap(({ path, packages }) =>
        packages
          .filter((name) => owners[name] !== undefined && !owners[name].includes(path))
          .map((name) => `${path} -> ${name}`),
      );
    expect(strays).to.deep.equal([]);
  });

  it('reads the clock in one place', () => {
    const clockReading = /\bnew Date\(\)|\bDate\.now\(|\bperformance\.now\(/;
    const readers = files
      .filter(({ path, text }) => path.startsWith('src/') && clockReading.test(text))
      .map(({ path }) => path)
      .filter((path) => !clockReaders.includes(path));
    expect(readers).to.deep.equal([]);
  });

  it('does nothing on import', () => {
    const moduleState = files
      .filter(({ path }) => path.startsWith('src/') && path !== 'src/main.ts')
      .flatMap(({ path, lines }) =>
        lines.flatMap((line, index) =>
          /^(export )?(let|var) /.test(line) ? [`${path}:${index + 1}`] : [],
        ),
      );
    expect(moduleState).to.deep.equal([]);
  });
});

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  /** Files of ours, as paths from the root; packages by name. */
  readonly imports: readonly string[];
  readonly packages: readonly string[];
}

function typescriptFiles(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readSource(join(folder, name)));
}

function readSource(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  const specifiers = [...text.matchAll(/(?:^|\n)(?:import|export)[^;]*? from '([^']+)'/g)].map(
    ([, specifier = '']) => specifier,
  );
  const imports = specifiers
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => normalize(join(dirname(path), specifier)).replace(/\.js$/, '.ts'));
  const packages = specifiers.filter((specifier) => !specifier.startsWith('.'));
  return { path: relative('.', path), text, lines: text.trimEnd().split('\n'), imports, packages };
}

function guideOf(path: string): number {
  return path.includes('/operations/') && path.startsWith('src/') ? 80 : 300;
}

const owners: Readonly<Record<string, readonly string[]>> = {
  aws4: ['src/server/sigv4.ts', 'src/delivery/post.ts'],
  express: ['src/server/admin.ts'],
  'fast-xml-builder': ['src/wire/query.ts'],
  'fast-xml-parser': ['src/ec2/xml.ts'],
  lmdb: ['src/store/data-directory.ts', 'src/store/environment.ts'],
  mongodb: ['src/store/mongo-client.ts'],
  'node-cron': ['src/main.ts'],
};

/** Each reads the real clock for a reason that its comment gives. */
const clockReaders = ['src/clock.ts', 'src/log.ts', 'src/launchers/process.ts'];

/** For each room, the rooms that it may import from, itself aside. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  wire: ['service', 'turns'],
  store: ['datapoints'],
  datapoints: ['store'],
  launchers: ['store', 'duration'],
  server: [
    'service',
    'wire',
    'store',
    'datapoints',
    'heartbeat',
    'clock',
    'duration',
    'log',
    'turns',
  ],
  cloudwatch: [
    'service',
    'wire',
    'store',
    'datapoints',
    'assert-never',
    'attempts',
    'recurrence',
    'time-zone',
    'turns',
  ],
  autoscaling: [
    'service',
    'wire',
    'store',
    'datapoints',
    'ec2',
    'assert-never',
    'recurrence',
    'time-zone',
  ],
  heartbeat: [
    'service',
    'store',
    'datapoints',
    'launchers',
    'cloudwatch',
    'autoscaling',
    'delivery',
    'ec2',
    'clock',
    'wire',
    'attempts',
    'turns',
  ],
  ec2: ['delivery'],
  service: ['wire', 'store', 'datapoints', 'ec2'],
  operations: ['service'],
  config: ['log', 'launchers', 'delivery', 'settings'],
  settings: ['log'],
  outside: ['config', 'delivery', 'ec2', 'heartbeat', 'store', 'clock', 'log'],
  tokens: ['service'],
  recurrence: ['time-zone'],
};

/** `src/server/http.ts` is in the room `server`; a file directly in src is a room of its own. */
function roomOf(path: string): string {
  const [, first = '', ...rest] = path.split('/');
  return rest.length === 0 ? first.replace(/\.ts$/, '') : first;
}

function isAllowed(path: string, target: string): boolean {
  const [from, to] = [roomOf(path), roomOf(target)];
  return from === 'main' || from === 'compose' || from === to || (allowed[from] ?? []).includes(to);
}

import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { type Endpoints, parseEndpoint, parseSigner } from './delivery/endpoints.js';
import { type ProcessOptions, readProcessOptions } from './launchers/process.js';
import { readSimulatedOptions, type SimulatedOptions } from './launchers/simulated.js';
import { type LogLevel, logLevels } from './log.js';
import { type SettingName, settings } from './settings.js';

/**
 * All that can be set from outside, by flag or by environment, read once in main.ts. A flag wins
 * over its variable. All that is wrong is told at once.
 */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly data: string;
  /** `mongodb://…`; absent for the embedded store in `data`. */
  readonly store: string | undefined;
  readonly credentials: string | undefined;
  readonly region: string;
  readonly launcher: LauncherConfig;
  readonly testControls: boolean;
  readonly testControlsToken: string | undefined;
  /** The time at which the test clock stands from the start; absent for real time. */
  readonly testClock: Date | undefined;
  readonly explainToken: string | undefined;
  readonly endpoints: Endpoints;
  readonly lenientUnits: boolean;
  readonly awsNamespaces: boolean;
  readonly logLevel: LogLevel;
}

/** What an instance is, and how that launcher is set by `--launcher-options`. */
export type LauncherConfig =
  | { readonly kind: 'simulated'; readonly options: SimulatedOptions }
  | { readonly kind: 'process'; readonly options: ProcessOptions };

export type ConfigReading =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'bad'; readonly problems: readonly string[] };

export function readConfig(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): ConfigReading {
  const problems: string[] = [];
  const flags = readFlags(argv, problems);
  if (flags.help === true) return { kind: 'help', text: helpText() };
  const text = (name: SettingName): string | undefined => {
    const flag = flags[settings[name].flag];
    return typeof flag === 'string' ? flag : environment[settings[name].variable];
  };
  const read = <T>(name: SettingName, parse: (text: string) => T): T => {
    const given = text(name) ?? settings[name].default;
    try {
      return parse(given);
    } catch (error) {
      const shown = settings[name].isSecret === true ? '' : `, not '${given}'`;
      problems.push(`--${settings[name].flag} ${(error as Error).message}${shown}`);
      return parse(settings[name].default);
    }
  };
  const isOn = (name: SettingName): boolean =>
    flags[settings[name].flag] === true || read(name, switchOf);
  const config: Config = {
    host: read('host', hostOf),
    port: read('port', portOf),
    data: read('data', nonEmpty),
    store: optional(read('store', storeOf)),
    credentials: optional(read('credentials', (path) => path)),
    region: read('region', regionOf),
    launcher: launcherOf(
      read('launcher', (name) => oneOf(launcherKinds, name)),
      read('launcherOptions', pairsOf),
      problems,
    ),
    testControls: isOn('testControls'),
    testControlsToken: optional(read('testControlsToken', (token) => token)),
    testClock: read('testClock', timeOf),
    explainToken: optional(read('explainToken', (token) => token)),
    endpoints: {
      sns: read('snsEndpoint', parseEndpoint),
      sqs: read('sqsEndpoint', parseEndpoint),
      lambda: read('lambdaEndpoint', parseEndpoint),
      ec2: read('ec2Endpoint', parseEndpoint),
      ssm: read('ssmEndpoint', parseEndpoint),
      logs: read('logsEndpoint', parseEndpoint),
      webhook: read('webhookEndpoint', parseEndpoint),
      signer: read('endpointKey', parseSigner),
    },
    lenientUnits: isOn('lenientUnits'),
    awsNamespaces: isOn('awsNamespaces'),
    logLevel: read('logLevel', (level) => oneOf(logLevels, level)),
  };
  problems.push(...contradictions(config, platform));
  return problems.length > 0 ? { kind: 'bad', problems } : { kind: 'config', config };
}

const launcherKinds = ['simulated', 'process'] as const;

function launcherOf(
  kind: (typeof launcherKinds)[number],
  pairs: ReadonlyMap<string, string>,
  problems: string[],
): LauncherConfig {
  if (kind === 'simulated') return { kind, options: readSimulatedOptions(pairs, problems) };
  return { kind, options: readProcessOptions(pairs, problems) };
}

function readFlags(
  argv: readonly string[],
  problems: string[],
): Readonly<Record<string, string | boolean | undefined>> {
  const options: Record<string, { type: 'string' | 'boolean' }> = { help: { type: 'boolean' } };
  for (const { flag, value } of Object.values(settings)) {
    options[flag] = { type: value === undefined ? 'boolean' : 'string' };
  }
  const { values, tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') problems.push(`'${token.value}' is no flag`);
    if (token.kind !== 'option') continue;
    const option = options[token.name];
    if (option === undefined) problems.push(`${token.rawName} is no flag of updraft`);
    else if (option.type === 'string' && token.value === undefined) {
      problems.push(`${token.rawName} needs a value`);
    } else if (option.type === 'boolean' && token.value !== undefined) {
      problems.push(`${token.rawName} takes no value`);
    }
  }
  return values;
}

/** What each setting alone allows and both together do not. */
function contradictions(config: Config, platform: NodeJS.Platform): string[] {
  const problems: string[] = [];
  if (config.testControls && !isLoopback(config.host) && config.testControlsToken === undefined) {
    problems.push(`--test-controls on ${config.host} needs --test-controls-token`);
  }
  if (config.testClock !== undefined && !config.testControls) {
    problems.push('--test-clock needs --test-controls');
  }
  if (config.launcher.kind === 'process' && config.store !== undefined) {
    problems.push('--launcher process goes with the embedded store: its instances live here');
  }
  if (config.launcher.kind === 'process' && platform !== 'linux') {
    problems.push(
      `--launcher process needs Linux, whose /proc tells of processes; this is ${platform}`,
    );
  }
  return problems;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function helpText(): string {
  const rows = Object.values(settings).map(({ flag, value, variable, default: initial, help }) => {
    const left = `  --${flag}${value === undefined ? '' : ` ${value}`}`;
    const given = initial === '' || value === undefined ? '' : ` (${initial})`;
    return `${left.padEnd(34)}${help}${given}\n${' '.repeat(34)}${variable}`;
  });
  return ['updraft: the AWS Auto Scaling and CloudWatch APIs at your own endpoint', '', ...rows]
    .concat('  --help'.padEnd(34) + 'this text')
    .join('\n');
}

function optional(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function nonEmpty(text: string): string {
  if (text === '') throw new Error('needs a path');
  return text;
}

function hostOf(text: string): string {
  if (isIP(text) === 0 && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text)) {
    throw new Error('needs an address or a host name');
  }
  return text;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error('needs a number from 0 to 65535');
  return port;
}

function storeOf(text: string): string {
  if (text !== '' && !/^mongodb(\+srv)?:\/\/./.test(text))
    throw new Error('needs a mongodb:// URL');
  return text;
}

function timeOf(text: string): Date | undefined {
  if (text === '') return undefined;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new Error('needs an ISO time');
  return time;
}

function regionOf(text: string): string {
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(text))
    throw new Error('needs a region like us-east-1');
  return text;
}

function oneOf<T extends string>(names: readonly T[], text: string): T {
  const name = names.find((each) => each === text);
  if (name === undefined) throw new Error(`needs one of ${names.join(', ')}`);
  return name;
}

function switchOf(text: string): boolean {
  return oneOf(['true', 'false'], text) === 'true';
}

function pairsOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  return new Map(
    pairs.map((pair) => {
      const [name, value] = pair.split('=');
      if (!name || value === undefined) throw new Error('needs NAME=VALUE pairs');
      return [name.trim(), value.trim()];
    }),
  );
}

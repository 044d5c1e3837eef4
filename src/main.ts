#!/usr/bin/env node
import type { AddressInfo } from 'node:net';
import { schedule } from 'node-cron';
import { compose, type Updraft } from './compose.js';
import { type Config, readConfig } from './config.js';
import { createLog, failureFields, type Log } from './log.js';
import { makeDirectory, messageOf } from './store/data-directory.js';

const exitCodes = { badConfig: 2, failedToStart: 1 } as const;

// Whoever reads what we say may go: `updraft --help | head -1` is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const reading = readConfig(process.argv.slice(2), process.env);
switch (reading.kind) {
  case 'help':
    process.stdout.write(`${reading.text}\n`);
    break;
  case 'bad':
    refuse(reading.problems);
    break;
  case 'config':
    await run(reading.config);
}

function refuse(problems: readonly string[]): void {
  process.stderr.write(`${problems.map((problem) => `updraft: ${problem}`).join('\n')}\n`);
  process.exitCode = exitCodes.badConfig;
}

async function run(config: Config): Promise<void> {
  const log = createLog(config.logLevel, (line) => process.stderr.write(line));
  try {
    if (config.store === undefined) makeDirectory(config.data);
  } catch (error) {
    refuse([`--data ${config.data} cannot be made: ${messageOf(error)}`]);
    return;
  }
  try {
    const updraft = await compose(config, log);
    const address = await listen(updraft, config).catch(async (error: unknown) => {
      await updraft.close();
      refuse([listenProblem(error, config)]);
      return undefined;
    });
    if (address === undefined) return;
    const timer = schedule('* * * * * *', () => {
      updraft.tick().catch((failure: unknown) => {
        log.error('The beat failed', failureFields(failure));
      });
    });
    process.stdout.write(greeting(address, config));
    endOnSignal(async () => {
      await timer.stop();
      await updraft.close();
    }, log);
  } catch (error) {
    process.stderr.write(`updraft: ${(error as Error).message}\n`);
    process.exitCode = exitCodes.failedToStart;
  }
}

function listen({ server }: Updraft, { host, port }: Config): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // A socket that is no pipe always has an address of this form.
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}

function listenProblem(error: unknown, { host, port }: Config): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `--port ${port} of ${host} is in use by another program; --port 0 takes a free one`;
    case 'EACCES':
      return `--port ${port} may not be listened on by this user; above 1023 anyone may`;
    default:
      return `--host ${host} --port ${port} cannot be listened on: ${messageOf(error)}`;
  }
}

/** Three lines, ready to be copied into a shell. */
function greeting({ address, port, family }: AddressInfo, config: Config): string {
  const host = family === 'IPv6' ? `[${address}]` : address;
  const key = config.credentials === undefined ? 'test' : 'a key of the credentials file';
  return [
    `Updraft listens on http://${host}:${port}. To point the AWS CLI at it:`,
    `  export AWS_ENDPOINT_URL=http://${host}:${port} AWS_DEFAULT_REGION=${config.region}`,
    `  export AWS_ACCESS_KEY_ID=${key} AWS_SECRET_ACCESS_KEY=${key === 'test' ? 'test' : '…'}`,
    '',
  ].join('\n');
}

/** The first signal drains, a second one ends at once. */
function endOnSignal(close: () => Promise<void>, log: Log): void {
  const end = (signal: NodeJS.Signals): void => {
    log.info('Ending', { signal });
    process.once('SIGTERM', () => process.exit(1)).once('SIGINT', () => process.exit(1));
    close().then(
      () => process.exit(0),
      (failure: unknown) => {
        log.error('Could not end in order', failureFields(failure));
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end).once('SIGINT', end);
}

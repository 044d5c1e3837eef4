#!/usr/bin/env node
import type { AddressInfo } from 'node:net';
import { schedule } from 'node-cron';
import { compose, type Updraft } from './compose.js';
import { type Config, readConfig } from './config.js';
import { createLog, failureFields, type Log } from './log.js';

const exitCodes = { badConfig: 2, failedToStart: 1 } as const;

const reading = readConfig(process.argv.slice(2), process.env);
switch (reading.kind) {
  case 'help':
    process.stdout.write(`${reading.text}\n`);
    break;
  case 'bad':
    process.stderr.write(
      `${reading.problems.map((problem) => `updraft: ${problem}`).join('\n')}\n`,
    );
    process.exitCode = exitCodes.badConfig;
    break;
  case 'config':
    await run(reading.config);
}

async function run(config: Config): Promise<void> {
  const log = createLog(config.logLevel, (line) => process.stderr.write(line));
  try {
    const updraft = await compose(config, log);
    const address = await listen(updraft, config);
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

import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import * as autoScaling from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';
import { attempts, impersonal, possessions } from './isolation-attempts.js';

/**
 * One caller fills an account; others, of another account or in another region, try every operation
 * that we serve under the same names. What they change must never be seen by the first, and nothing
 * of the first by them.
 */
const secrets = { owner: 'owner-secret-8d1f', other: 'other-secret-77aa' };

const isRead = /^(Describe|List|Get)/;

interface Clients {
  readonly cloudWatch: CloudWatchClient;
  readonly autoScaling: AutoScalingClient;
}

describe('accounts and regions', () => {
  let world: World;
  let folder: string;
  let owner: Clients;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'updraft-isolation-'));
    const file = join(folder, 'credentials.json');
    const keys = [
      { accessKeyId: 'OWNER', secretAccessKey: secrets.owner, account: '1'.repeat(12) },
      { accessKeyId: 'OTHER', secretAccessKey: secrets.other, account: '2'.repeat(12) },
    ];
    writeFileSync(file, JSON.stringify({ keys }));
    world = await createWorld({ flags: ['--credentials', file, '--log-level', 'debug'] });
    owner = clientsOf('OWNER', secrets.owner, 'us-east-1');
    await fill(owner);
    await world.advance('2m');
  });

  after(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });

  it('lists an attempt for each operation that is served', () => {
    const served = ['cloudwatch', 'autoscaling']
      .flatMap((service) => readdirSync(`src/${service}/operations`))
      .map((file) => file.replace(/\.ts$/, ''))
      .filter((name) => !impersonal.test(name));
    expect(served.filter((name) => attempts[name] === undefined)).to.deep.equal([]);
  });

  const strangers: readonly (readonly [string, () => Clients])[] = [
    ['another account', () => clientsOf('OTHER', secrets.other, 'us-east-1')],
    ['another region', () => clientsOf('OWNER', secrets.owner, 'eu-west-1')],
  ];
  for (const [name, stranger] of strangers) {
    it(`keep everything from ${name}`, async () => {
      const clients = stranger();
      const instanceId = await anInstance(owner);
      const before = await seenBy(owner);
      for (const [operation, input] of Object.entries(attempts)) {
        const own = JSON.parse(JSON.stringify(input).replaceAll('OWNED', instanceId)) as object;
        const answer = await send(clients, operation, own).catch((error: unknown) => error);
        const text = JSON.stringify(answer instanceof Error ? {} : withoutMetadata(answer));
        expect(text, operation).not.to.match(/i-[0-9a-f]{17}|ami-1"|owner-tag|111111111111/);
        if (!isRead.test(operation)) expect(await seenBy(owner), operation).to.deep.equal(before);
      }
      expect(await seenBy(owner)).to.deep.equal(before);
    });
  }

  it('write no secret into the log', async () => {
    const wrong = clientsOf('OWNER', 'wrong-secret-5c2e', 'us-east-1');
    await refusalOf(send(wrong, 'DescribeAlarms', {}));
    expect(world.logLines.length).to.be.above(50);
    expect(world.logLines.filter((line) => line.includes('secret-'))).to.deep.equal([]);
  });

  function clientsOf(accessKeyId: string, secretAccessKey: string, region: string): Clients {
    const { endpoint } = world;
    const settings = {
      ...{ endpoint, region, maxAttempts: 1 },
      credentials: { accessKeyId, secretAccessKey },
    };
    return {
      cloudWatch: new CloudWatchClient(settings),
      autoScaling: new AutoScalingClient(settings),
    };
  }
});

async function fill(clients: Clients): Promise<void> {
  for (const [operation, input] of possessions) await send(clients, operation, input);
}

/** All that the owner can be shown. */
async function seenBy(clients: Clients): Promise<unknown> {
  const shown = Object.entries(attempts).filter(([name]) => isRead.test(name));
  return Promise.all(
    shown.map(async ([operation, input]) => withoutMetadata(await send(clients, operation, input))),
  );
}

async function anInstance(clients: Clients): Promise<string> {
  const shown = await clients.autoScaling.send(
    new autoScaling.DescribeAutoScalingInstancesCommand({}),
  );
  const [instance] = shown.AutoScalingInstances ?? [];
  return instance?.InstanceId ?? '';
}

/** Both clients export a command for each operation, under its name. */
async function send(clients: Clients, operation: string, input: object): Promise<object> {
  type Command = new (given: object) => never;
  const name = `${operation}Command`;
  const ofCloudWatch = (cloudWatch as unknown as Record<string, Command>)[name];
  if (ofCloudWatch !== undefined) return clients.cloudWatch.send(new ofCloudWatch(input));
  const ofAutoScaling = (autoScaling as unknown as Record<string, Command>)[name];
  if (ofAutoScaling === undefined) throw new Error(`No client knows ${operation}.`);
  return clients.autoScaling.send(new ofAutoScaling(input));
}

function withoutMetadata(answer: unknown): unknown {
  return { ...(answer as object), $metadata: undefined };
}

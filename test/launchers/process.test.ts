import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { InstanceReference, LaunchCommand } from '../../src/launchers/launcher.js';
import { ProcessLauncher, type ProcessTable } from '../../src/launchers/process.js';

describe('the process launcher', function () {
  if (process.platform !== 'linux') return;
  const options = { graceMilliseconds: 200, pollMilliseconds: 50 };
  let directory: string;
  let launcher: ProcessLauncher;
  let told: string[];
  const tell = (line: string): void => void told.push(line);

  beforeEach(async () => {
    told = [];
    directory = await mkdtemp(join(tmpdir(), 'updraft-instances-'));
    launcher = await ProcessLauncher.open({ directory, options, tell });
  });

  afterEach(async () => {
    await launcher.terminate(await launcher.inventory());
    await ended(launcher, await launcher.inventory());
    await launcher.close();
    await rm(directory, { recursive: true });
  });

  it('runs the user data in an environment of its own', async () => {
    const script = 'echo "$INSTANCE_ID in $AVAILABILITY_ZONE of $AUTO_SCALING_GROUP_NAME"; env';
    const command = launchCommand('i-0a', `#!/bin/sh\n${script}\n`);
    const watched = firstOf(launcher);
    expect(await launcher.launch([command])).to.deep.equal([{ kind: 'launched' }]);
    expect(await watched).to.deep.equal(referenceOf(command));
    const output = await readFile(join(directory, 'i-0a', 'output'), 'utf8');
    expect(output).to.include('i-0a in us-east-1a of web\n');
    expect(output).to.not.include('npm_');
  });

  for (const [what, head] of [
    ['an instance', ''],
    ['an instance with an interpreter of its own', '#!/bin/sh\n'],
  ] as const) {
    it(`starts ${what} once, however often it is told to`, async () => {
      const command = launchCommand('i-0b', `${head}echo started; exec sleep 60`);
      const launches = Array.from({ length: 8 }, () => launcher.launch([command]));
      expect((await Promise.all(launches)).flat()).to.deep.equal(
        launches.map(() => ({ kind: 'launched' })),
      );
      await until(async () => (await outputOf('i-0b').catch(() => '')) !== '');
      await launcher.close();
      launcher = await ProcessLauncher.open({ directory, options, tell });
      await launcher.launch([command]);
      expect(await stateOf(launcher, command)).to.equal('running');
      expect(await outputOf('i-0b')).to.equal('started\n');
    });
  }

  it('counts an instance as running from its launch on, whatever the list tells', async () => {
    await launcher.close();
    const processes = (): Promise<ProcessTable> => Promise.resolve(new Map());
    launcher = await ProcessLauncher.open({ directory, options, tell, processes });
    const command = launchCommand('i-0g', 'exec sleep 60');
    await launcher.launch([command]);
    expect(await stateOf(launcher, command)).to.equal('running');
  });

  it('starts nothing that has been told to end before', async () => {
    const command = launchCommand('i-0h', 'exec sleep 60');
    await launcher.terminate([command]);
    expect(await launcher.launch([command])).to.deep.equal([{ kind: 'launched' }]);
    expect(await stateOf(launcher, command)).to.equal('terminated');
  });

  it('ends what is told to end while it is launched', async () => {
    const command = launchCommand('i-0i', 'exec sleep 60');
    await Promise.all([launcher.launch([command]), launcher.terminate([command])]);
    await ended(launcher, [command]);
  });

  it('refuses a launch for which there is no room, and leaves nothing of it', async () => {
    await writeFile(join(directory, 'i-0j'), 'a file where the directory should be');
    const [outcome] = await launcher.launch([launchCommand('i-0j', 'exec sleep 60')]);
    expect(outcome).to.include({ kind: 'refused', code: 'InternalError' });
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('finds its instances again after a restart', async () => {
    const command = launchCommand('i-0c', 'exec sleep 60');
    await launcher.launch([command]);
    await until(async () => (await stateOf(launcher, command)) === 'running');
    await launcher.close();
    launcher = await ProcessLauncher.open({ directory, options, tell });
    expect(await launcher.inventory()).to.deep.equal([referenceOf(command)]);
    expect(await stateOf(launcher, command)).to.equal('running');
  });

  it('ends the children of an instance with it', async () => {
    const command = launchCommand('i-0d', 'setsid sleep 61 & sleep 62 & wait');
    await launcher.launch([command]);
    await until(async () => (await stateOf(launcher, command)) === 'running');
    await launcher.terminate([command]);
    await ended(launcher, [command]);
    expect(await stateOf(launcher, command)).to.equal('terminated');
  });

  it('kills an instance that does not end by itself', async () => {
    const script = "trap '' TERM; echo ready; while :; do sleep 1; done";
    const command = launchCommand('i-0e', script);
    await launcher.launch([command]);
    // Before that, the signal would still end it.
    await until(async () => (await outputOf('i-0e').catch(() => '')) === 'ready\n');
    await launcher.terminate([command]);
    expect(await stateOf(launcher, command)).to.equal('shutting-down');
    await ended(launcher, [command]);
  });

  it('does not know an instance that it never started', async () => {
    expect(await stateOf(launcher, launchCommand('i-0f', ''))).to.equal('absent');
  });

  it('leaves nothing of its instances behind a reset, however they cling to life', async () => {
    const script = "trap '' TERM; setsid sleep 63 & echo ready; while :; do sleep 1; done";
    const commands = ['i-0k', 'i-0l'].map((id) => launchCommand(id, script));
    await launcher.launch(commands);
    await until(async () => (await outputOf('i-0l').catch(() => '')) === 'ready\n');
    await rm(join(directory, 'i-0l'), { recursive: true });
    await launcher.reset();
    const states = (await launcher.observe(commands)).map(({ state }) => state);
    expect(states).to.deep.equal(['absent', 'absent']);
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('starts beside a record that it cannot use, and says which', async () => {
    await launcher.close();
    const spoilt = join(directory, 'i-0m', 'instance.json');
    await mkdir(join(directory, 'i-0m'));
    await writeFile(spoilt, '');
    await mkdir(join(directory, 'i-0n'));
    launcher = await ProcessLauncher.open({ directory, options, tell });
    expect(told).to.deep.equal([`${spoilt} cannot be used: Unexpected end of JSON input.`]);
    const references = ['i-0m', 'i-0n'].map((id) => launchCommand(id, ''));
    const states = (await launcher.observe(references)).map(({ state }) => state);
    expect(states).to.deep.equal(['terminated', 'absent']);
  });

  it('ends instances whose directories are lost', async () => {
    const command = launchCommand('i-0o', 'echo ready; exec sleep 60');
    await launcher.launch([command]);
    await until(async () => (await outputOf('i-0o').catch(() => '')) === 'ready\n');
    await launcher.close();
    await rm(directory, { recursive: true });
    launcher = await ProcessLauncher.open({ directory, options, tell });
    expect(await stateOf(launcher, command)).to.equal('running');
    await rm(directory, { recursive: true });
    await launcher.terminate([command]);
    await ended(launcher, [command]);
    expect(told).to.deep.equal([]);
  });

  it('goes on looking when a look fails, and tells of it once', async () => {
    await launcher.close();
    let failures = 0;
    const processes = (): Promise<ProcessTable> =>
      ++failures <= 3 ? Promise.reject(new Error('no list')) : Promise.resolve(new Map());
    const command = launchCommand('i-0p', 'exit');
    launcher = await ProcessLauncher.open({ directory, options, tell, processes });
    const watched = firstOf(launcher);
    await launcher.launch([command]);
    expect(await watched).to.deep.equal(referenceOf(command));
    expect(told).to.deep.equal(['The processes of instances cannot be looked at: no list.']);
  });

  function outputOf(InstanceId: string): Promise<string> {
    return readFile(join(directory, InstanceId, 'output'), 'utf8');
  }
});

function launchCommand(InstanceId: string, script: string): LaunchCommand {
  return {
    account: '000000000000',
    region: 'us-east-1',
    AutoScalingGroupName: 'web',
    InstanceId,
    AvailabilityZone: 'us-east-1a',
    isSpot: false,
    UserData: Buffer.from(script).toString('base64'),
    Tags: [],
  };
}

function referenceOf(command: LaunchCommand): InstanceReference {
  const { account, region, AutoScalingGroupName, InstanceId } = command;
  return { account, region, AutoScalingGroupName, InstanceId };
}

async function stateOf(launcher: ProcessLauncher, of: InstanceReference): Promise<string> {
  const [observed] = await launcher.observe([of]);
  return observed?.state ?? 'none';
}

function firstOf(launcher: ProcessLauncher): Promise<InstanceReference> {
  return new Promise((resolve) => launcher.watch(resolve));
}

async function ended(
  launcher: ProcessLauncher,
  instances: readonly InstanceReference[],
): Promise<void> {
  for (const instance of instances) {
    await until(async () => /terminated|absent/.test(await stateOf(launcher, instance)));
  }
}

/** Real processes end in their own time: this looks again until they have. */
async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 10));
}

import { expect } from 'chai';
import { readConfig } from '../../src/config.js';

describe('readConfig', () => {
  const defaults = {
    host: '127.0.0.1',
    port: 8003,
    data: '.updraft',
    store: undefined,
    credentials: undefined,
    region: 'us-east-1',
    launcher: {
      kind: 'simulated',
      options: {
        startMilliseconds: 3_000,
        stopMilliseconds: 2_000,
        failures: 0,
        interruptions: 0,
        interruptedAfterMilliseconds: 600_000,
        zoneCapacity: new Map(),
      },
    },
    testControls: false,
    testControlsToken: undefined,
    testClock: undefined,
    explainToken: undefined,
    endpoints: {
      ...{ sns: undefined, sqs: undefined, lambda: undefined },
      ...{ ec2: undefined, ssm: undefined, logs: undefined, webhook: undefined },
      signer: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    lenientUnits: false,
    awsNamespaces: false,
    logLevel: 'info',
  };

  it('has a default for everything', () => {
    expect(readConfig([], {})).to.deep.equal({ kind: 'config', config: defaults });
  });

  it('prefers a flag to its variable', () => {
    const reading = readConfig(['--port', '1', '--lenient-units'], {
      UPDRAFT_PORT: '2',
      UPDRAFT_REGION: 'eu-west-1',
      UPDRAFT_TEST_CONTROLS: 'true',
    });
    const config = {
      ...defaults,
      port: 1,
      region: 'eu-west-1',
      testControls: true,
      lenientUnits: true,
    };
    expect(reading).to.deep.equal({ kind: 'config', config });
  });

  it('tells all that is wrong at once', () => {
    const argv = ['--port', '70000', '--bogus', 'stray', '--launcher=magic', '--data'];
    const reading = readConfig(argv, { UPDRAFT_LOG_LEVEL: 'loud', UPDRAFT_STORE: 'redis://x' });
    expect(reading).to.deep.equal({
      kind: 'bad',
      problems: [
        '--bogus is no flag of updraft',
        "'stray' is no flag",
        '--data needs a value',
        "--port needs a number from 0 to 65535, not '70000'",
        "--store needs a mongodb:// URL, not 'redis://x'",
        "--launcher needs one of simulated, process, not 'magic'",
        "--log-level needs one of debug, info, warn, error, silent, not 'loud'",
      ],
    });
  });

  it('takes processes for instances on Linux alone', () => {
    const argv = ['--launcher', 'process'];
    expect(readConfig(argv, {}, 'linux').kind).to.equal('config');
    expect(readConfig(argv, {}, 'darwin')).to.deep.equal({
      kind: 'bad',
      problems: ['--launcher process needs Linux, whose /proc tells of processes; this is darwin'],
    });
  });

  it('refuses test controls without a token where others can reach them', () => {
    const open = readConfig(['--host', '0.0.0.0', '--test-controls'], {});
    expect(open).to.deep.equal({
      kind: 'bad',
      problems: ['--test-controls on 0.0.0.0 needs --test-controls-token'],
    });
    const argv = ['--host', '0.0.0.0', '--test-controls', '--test-controls-token', 't'];
    expect(readConfig(argv, {}).kind).to.equal('config');
  });

  it('reads the options of the launcher', () => {
    const options =
      'start=1s,stop=0s,failures=0.5,interruptions=1,interrupted-after=5m,capacity.us-east-1a=3';
    const simulated = readConfig(['--launcher-options', options], {});
    const zoneCapacity = new Map([['us-east-1a', 3]]);
    const launcher = {
      kind: 'simulated',
      options: {
        ...{ startMilliseconds: 1_000, stopMilliseconds: 0, failures: 0.5, zoneCapacity },
        ...{ interruptions: 1, interruptedAfterMilliseconds: 300_000 },
      },
    };
    expect(simulated).to.deep.equal({ kind: 'config', config: { ...defaults, launcher } });
    const wrong = readConfig(['--launcher=process', '--launcher-options=start=1s,grace=x'], {});
    expect(wrong).to.deep.equal({
      kind: 'bad',
      problems: [
        '--launcher-options cannot take start=1s',
        '--launcher-options cannot take grace=x',
      ],
    });
  });

  it('shows every flag in the help', () => {
    const reading = readConfig(['--help'], {});
    const text = reading.kind === 'help' ? reading.text : '';
    for (const flag of ['--host', '--port', '--data', '--store', '--credentials', '--launcher']) {
      expect(text).to.include(flag);
    }
  });
});

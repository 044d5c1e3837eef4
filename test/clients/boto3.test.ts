import { expect } from 'chai';
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { createWorld, type World, worldStart } from '../support/world.js';

const run = promisify(execFile);

/** UPDRAFT_PYTHON names a Python that has boto3; without it, the one on the PATH may have it. */
const python = process.env.UPDRAFT_PYTHON ?? 'python3';

describe('boto3', function () {
  this.timeout(60_000);
  let world: World;

  before(function () {
    if (spawnSync(python, ['-c', 'import boto3']).status === 0) return;
    process.stderr.write(`There is no boto3 for ${python}: its tests are skipped.\n`);
    this.skip();
  });

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(() => world.close());

  const contentTypes = {
    'smithy-rpc-v2-cbor': 'application/cbor',
    json: 'application/x-amz-json-1.0',
    query: 'text/xml',
  };
  for (const [protocol, contentType] of Object.entries(contentTypes)) {
    it(`creates a group and evaluates queries in ${protocol}`, async () => {
      const { stdout } = await run(
        python,
        ['test/clients/story.py', world.endpoint, protocol, worldStart.toISOString()],
        { env: { ...process.env, AWS_CONFIG_FILE: '/dev/null' } },
      );
      expect(JSON.parse(stdout)).to.deep.equal({
        contentType,
        capacity: [1, 1, 5],
        results: [['percent', [75], 'Complete']],
        statistics: [[10, 3.4, 'None']],
        names: ['Errors', 'Latency'],
        unknown: ['ResourceNotFound', ''],
        twice: [
          'AlreadyExists',
          'Launch Configuration by this name already exists - A launch configuration already ' +
            'exists with the name web-1',
        ],
      });
    });
  }
});

import { expect } from 'chai';
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../support/directory.js';
import { type FakeEndpoint, openEndpoint } from '../support/endpoint.js';
import { createWorld, type World } from '../support/world.js';

/** UPDRAFT_TERRAFORM names another program than the one on the PATH. */
const program = process.env.UPDRAFT_TERRAFORM ?? 'terraform';
/**
 * Where the provider lies, as a mirror of the registry, since no test reaches beyond this machine.
 * Only who names it waits for this test: each run of Terraform reads all that the provider can do.
 */
const plugins = process.env.UPDRAFT_TERRAFORM_PLUGINS;

/** The provider asks EC2 for the root device of an image, and for nothing else. */
const describedImage =
  '<DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><imagesSet><item>' +
  '<imageId>ami-12345678</imageId><rootDeviceName>/dev/xvda</rootDeviceName>' +
  '</item></imagesSet></DescribeImagesResponse>';

describe('Terraform', function () {
  this.timeout(900_000);
  const directory = temporaryDirectory();
  let ec2: FakeEndpoint;
  let world: World;

  before(function () {
    if (plugins !== undefined && spawnSync(program, ['version']).status === 0) return;
    process.stderr.write(
      `There is no ${program}, or UPDRAFT_TERRAFORM_PLUGINS does not name the mirror in which ` +
        'its AWS provider lies: its test is skipped.\n',
    );
    this.skip();
  });

  beforeEach(async () => {
    world = await createWorld();
    ec2 = await openEndpoint();
    ec2.answer(200, describedImage);
  });

  afterEach(async () => {
    await Promise.all([world.close(), ec2.close()]);
  });

  after(() => directory.remove());

  const settings = join(directory.path, 'terraform.rc');
  const terraform = async (...args: string[]): Promise<Outcome> => {
    const env = {
      ...process.env,
      TF_CLI_CONFIG_FILE: settings,
      TF_VAR_updraft: world.endpoint,
      TF_VAR_ec2: ec2.url,
      CHECKPOINT_DISABLE: '1',
    };
    let outcome: Outcome | undefined;
    execFile(
      program,
      [...args, '-no-color'],
      { cwd: directory.path, env },
      (error, stdout, stderr) => {
        outcome = { code: error === null ? 0 : Number(error.code), output: stdout + stderr };
      },
    );
    // Terraform looks every few seconds until the instances are as it wants them.
    while (outcome === undefined) await beat();
    return outcome;
  };
  const succeed = async (...args: string[]): Promise<string> => {
    const { code, output } = await terraform(...args);
    expect(code, `terraform ${args.join(' ')}\n${output}`).to.equal(0);
    return output;
  };
  const beat = async (): Promise<void> => {
    await world.advance('1s');
    await new Promise((resolve) => setTimeout(resolve, 100));
  };

  it('creates, changes, imports and destroys all, and has nothing to do in between', async () => {
    cpSync('test/clients/terraform', directory.path, { recursive: true });
    const mirror = `filesystem_mirror {\n  path = ${JSON.stringify(plugins)}\n}\n`;
    writeFileSync(settings, `provider_installation {\n${mirror}}\n`);
    const second = ['-var', 'second=true'];
    await succeed('init');
    await succeed('apply', '-auto-approve');
    await succeed('plan', '-detailed-exitcode');
    await succeed('apply', '-auto-approve', ...second);
    await succeed('plan', '-detailed-exitcode', ...second);
    await succeed('state', 'rm', ...Object.keys(imports));
    const blocks = Object.entries(imports).map(
      ([to, id]) => `import {\n to = ${to}\n id = "${id}"\n}`,
    );
    writeFileSync(join(directory.path, 'imports.tf'), blocks.join('\n'));
    const { length } = blocks;
    expect(await succeed('apply', '-auto-approve', ...second)).to.contain(
      `Apply complete! Resources: ${length} imported, 0 added, 0 changed, 0 destroyed.`,
    );
    await succeed('destroy', '-auto-approve', ...second);
  });
});

/** What Terraform forgets and takes over again: those that it keeps no settings of its own of. */
const imports = {
  'aws_autoscaling_group_tag.one': 'named,Extra',
  'aws_autoscaling_lifecycle_hook.launch': 'named/launch',
  'aws_autoscaling_policy.math': 'named/math',
  'aws_autoscaling_policy.predictive': 'named/predictive',
  'aws_autoscaling_policy.step': 'named/step',
  'aws_autoscaling_schedule.cron': 'named/cron',
  'aws_cloudwatch_composite_alarm.c': 'composite',
  'aws_cloudwatch_metric_alarm.band': 'band',
  'aws_cloudwatch_metric_alarm.plain': 'plain',
};

interface Outcome {
  readonly code: number;
  readonly output: string;
}

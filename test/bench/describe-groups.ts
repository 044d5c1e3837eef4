import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import { clientSettings, createWorld } from '../support/world.js';
import { medianMilliseconds, type Row } from './bench.js';
import { askedMilliseconds, startMoto } from './moto.js';

const groupCount = 100;
const instancesEach = 20;

/** DescribeAutoScalingGroups of one full page, against its encoding and against moto_server. */
export async function describeRow(): Promise<readonly Row[]> {
  const world = await createWorld();
  await furnish(world.autoScaling);
  await world.advance('10s');
  const answer = await world.autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ MaxRecords: groupCount }),
  );
  const { AutoScalingGroups = [] } = answer;
  const shown = AutoScalingGroups.flatMap(({ Instances = [] }) => Instances).length;
  if (shown !== groupCount * instancesEach) throw new Error(`${shown} instances are shown.`);
  const ours = await describeMilliseconds(world.endpoint, world.now());
  await world.close();
  const stringified = medianMilliseconds(() => JSON.stringify(AutoScalingGroups), 7);
  const moto = await motoMilliseconds();
  const what = `a page of DescribeAutoScalingGroups, ${groupCount} x ${instancesEach} instances`;
  return [
    {
      what: `${what}, against JSON.stringify of it`,
      measured: `${ours.toFixed(0)} / ${stringified.toFixed(1)} ms`,
      ratio: ours / stringified,
      goal: '',
    },
    {
      what: `${what}, against moto_server`,
      measured: `${ours.toFixed(0)} / ${moto.toFixed(0)} ms`,
      ratio: moto / ours,
      goal: '> 1',
    },
  ];
}

async function furnish(client: AutoScalingClient): Promise<void> {
  const source = { ImageId: 'ami-12c6146b', InstanceType: 't3.micro' };
  await client.send(
    new CreateLaunchConfigurationCommand({ LaunchConfigurationName: 'lc', ...source }),
  );
  for (let index = 0; index < groupCount; index++) {
    await client.send(
      new CreateAutoScalingGroupCommand({
        ...{ AutoScalingGroupName: `group-${index}`, LaunchConfigurationName: 'lc', MinSize: 0 },
        ...{ MaxSize: 100, DesiredCapacity: instancesEach },
        AvailabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
      }),
    );
  }
}

function describeMilliseconds(endpoint: string, now: Date): Promise<number> {
  const body = `Action=DescribeAutoScalingGroups&Version=2011-01-01&MaxRecords=${groupCount}`;
  return askedMilliseconds({ endpoint, service: 'autoscaling', body, now });
}

async function motoMilliseconds(): Promise<number> {
  const moto = await startMoto();
  const client = new AutoScalingClient(clientSettings(moto.endpoint));
  try {
    await furnish(client);
    return await describeMilliseconds(moto.endpoint, new Date());
  } finally {
    client.destroy();
    await moto.stop();
  }
}

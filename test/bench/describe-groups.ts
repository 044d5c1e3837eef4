import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import aws4 from 'aws4';
import { clientSettings, createWorld } from '../support/world.js';
import { medianMilliseconds, type Row } from './bench.js';
import { startServer } from './children.js';

const groupCount = 100;
const instancesEach = 20;
const runs = 7;

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
  const ours = await describeMilliseconds(world.endpoint, new Date(world.now()));
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

/** The bytes of the answer alone: what the SDK takes to read them is its own. */
async function describeMilliseconds(endpoint: string, now: Date): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const request = signedDescribe(endpoint, now);
    const started = performance.now();
    const response = await fetch(endpoint, request);
    const text = await response.text();
    times.push(performance.now() - started);
    if (!response.ok) throw new Error(text.slice(0, 300));
  }
  return times.sort((a, b) => a - b)[runs >> 1] ?? NaN;
}

function signedDescribe(endpoint: string, now: Date): RequestInit {
  const body = `Action=DescribeAutoScalingGroups&Version=2011-01-01&MaxRecords=${groupCount}`;
  const request = {
    ...{ method: 'POST', path: '/', host: new URL(endpoint).host },
    ...{ service: 'autoscaling', region: 'us-east-1', body },
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  };
  const signer = new aws4.RequestSigner(request, { accessKeyId: 'test', secretAccessKey: 'test' });
  signer.datetime = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const { headers = {} } = signer.sign();
  const sent = Object.entries(headers).filter(([name]) => !/^(host|content-length)$/i.test(name));
  return {
    ...{ method: 'POST', body },
    headers: sent.map(([name, value]): [string, string] => [name, String(value)]),
  };
}

async function motoMilliseconds(): Promise<number> {
  const moto = await startServer(
    'moto_server',
    ['-H', '127.0.0.1', '-p', '0'],
    /Running on http:\/\/127\.0\.0\.1:(\d+)/,
  );
  const endpoint = `http://127.0.0.1:${moto.port}`;
  const client = new AutoScalingClient(clientSettings(endpoint));
  try {
    await furnish(client);
    return await describeMilliseconds(endpoint, new Date());
  } finally {
    client.destroy();
    await moto.stop();
  }
}

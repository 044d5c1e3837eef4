import {
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  PutScalingPolicyCommand,
} from '@aws-sdk/client-auto-scaling';
import { PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { groupDirectory } from '../../src/autoscaling/group-directory.js';
import { readAutoScalingModel } from '../../src/autoscaling/model.js';
import { readCloudWatchModel } from '../../src/cloudwatch/model.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { createLog } from '../../src/log.js';
import { loadService } from '../../src/operations.js';
import { defaultKeys } from '../../src/server/credentials.js';
import { dispatch, type House } from '../../src/server/dispatch.js';
import { createHouse } from '../../src/server/house.js';
import { Telemetry } from '../../src/server/telemetry.js';
import { createTokens } from '../../src/tokens.js';
import { alice } from '../support/calls.js';
import { type Fixture, readFixtures, requestOf } from '../support/fixtures.js';
import { createWorld, type World } from '../support/world.js';
import { openDialogues, type SdkDialogue } from './sdk-dialogue.js';

/** What the SDK's parser reads in our answer to a captured request. */
export interface FixtureAnswer {
  readonly case: string;
  readonly operation: string;
  /** The client and the protocol in which the answer was read. */
  readonly readBy: string;
  readonly answer: unknown;
}

/**
 * The answers to all captured requests that ask for something, in a world where there is something
 * to tell: one alarm, one group with its policy, a few datapoints.
 */
export async function fixtureAnswers(): Promise<readonly FixtureAnswer[]> {
  const world = await createWorld({ now: new Date('2024-05-01T12:02:00Z') });
  try {
    await furnish(world);
    const house = await openHouse(world);
    const dialogues = openDialogues();
    const answers: FixtureAnswer[] = [];
    for (const fixture of readFixtures().filter(hasAnswer)) {
      const answer = await answerTo(fixture, house, dialogues);
      if (answer !== undefined) answers.push(answer);
    }
    return answers;
  } finally {
    await world.close();
  }
}

const dimensions = [
  { Name: 'AutoScalingGroupName', Value: 'web asg' },
  { Name: 'InstanceId', Value: 'i-1' },
];

async function furnish(world: World): Promise<void> {
  const { cloudWatch, autoScaling } = world;
  const Timestamp = new Date('2024-05-01T12:00:00Z');
  const latency = { MetricName: 'Latency', Dimensions: dimensions, Timestamp };
  await cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: 'My/App',
      MetricData: [
        { ...latency, Value: 12.5, Unit: 'Milliseconds' },
        { ...latency, Value: 41, Unit: 'Milliseconds' },
      ],
    }),
  );
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'CPU high (web)',
      AlarmDescription: '~tilde & plus + slash /',
      Namespace: 'AWS/EC2',
      MetricName: 'CPUUtilization',
      Dimensions: dimensions,
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 2,
      Threshold: 80,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    }),
  );
  const LaunchConfigurationName = 'lc1';
  await autoScaling.send(
    new CreateLaunchConfigurationCommand({
      LaunchConfigurationName,
      ImageId: 'ami-12345678',
      InstanceType: 'm1.small',
    }),
  );
  await autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'web',
      LaunchConfigurationName,
      MinSize: 0,
      MaxSize: 3,
      DesiredCapacity: 1,
      AvailabilityZones: ['us-east-1a'],
      Tags: [{ Key: 'k', Value: 'v', PropagateAtLaunch: true }],
    }),
  );
  await autoScaling.send(
    new PutScalingPolicyCommand({
      AutoScalingGroupName: 'web',
      PolicyName: 'up',
      AdjustmentType: 'ChangeInCapacity',
      ScalingAdjustment: 1,
      Cooldown: 60,
    }),
  );
  await world.advance('3m');
}

/** The world's own house, but for signatures: those were made at other times. */
async function openHouse({ updraft: { clock, heartbeat, storage } }: World): Promise<House> {
  const house = createHouse({
    services: await Promise.all([
      loadService(readCloudWatchModel()),
      loadService(readAutoScalingModel()),
    ]),
    clock,
    heartbeat,
    store: storage.store,
    datapoints: storage.datapoints,
    settings: {
      ...{ lenientUnits: false, awsNamespaces: false },
      ...{ asksFunctions: false, asksLogs: false, tellsAll: false },
    },
    running: () => Promise.resolve(new Set()),
    ec2: undefined,
    functions: undefined,
    checkAlarmMetrics: () => undefined,
    checkAlarm: () => undefined,
    send: () => Promise.resolve(undefined),
    journal: new Journal(),
    tokens: createTokens('a secret of this test'),
    keys: () => defaultKeys,
    directory: groupDirectory(storage.store),
    defaultRegion: 'us-east-1',
    hasTestClock: false,
    telemetry: new Telemetry(),
    log: createLog('error', () => undefined),
  });
  // The world belongs to the account of its clients.
  return { ...house, authenticate: () => ({ ...alice, account: '000000000000' }) };
}

/** Whether the request is one that tells something and changes nothing. */
function hasAnswer(fixture: Fixture): boolean {
  return /^\w+\/(Describe|Get|List)/.test(fixture.case) && fixture.isBodySigned !== false;
}

/** Undefined where the request is refused, as one for a statistic that is not served. */
async function answerTo(
  fixture: Fixture,
  house: House,
  dialogues: readonly SdkDialogue[],
): Promise<FixtureAnswer | undefined> {
  const [service = '', operation = ''] = fixture.case.split('/');
  const request = requestOf(fixture);
  const protocol = service === 'autoscaling' ? 'query' : fixture.protocol;
  const hasQueryMode = request.headers['x-amzn-query-mode'] === 'true';
  const dialogue = dialogues.find(
    (each) =>
      each.service === service &&
      each.protocol === protocol &&
      (protocol === 'query' || each.hasQueryMode === hasQueryMode),
  );
  if (dialogue === undefined) throw new Error(`No client reads answers to ${fixture.case}.`);
  const { status, ...framed } = await dispatch(request, house);
  if (status !== 200) return undefined;
  const answer = await dialogue.send(operation, {}, () => Promise.resolve({ status, ...framed }));
  return {
    case: fixture.case,
    operation,
    readBy: `the AWS SDK for JavaScript, ${dialogue.name}`,
    answer: settled({ ...answer, $metadata: undefined }),
  };
}

/** As JSON has it, and without what chance decides. */
function settled(answer: object): unknown {
  const text = JSON.stringify(answer)
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
    .replace(/i-[0-9a-f]{17}/g, 'i-CHANCE');
  return JSON.parse(text);
}

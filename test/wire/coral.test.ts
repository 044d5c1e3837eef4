import { expect } from 'chai';
import { readAutoScalingModel } from '../../src/autoscaling/model.js';
import { readCloudWatchModel } from '../../src/cloudwatch/model.js';
import { answer, type Case } from './constraint-answer.js';

const cloudWatch = readCloudWatchModel();
const autoScaling = readAutoScalingModel();
const longName = 'x'.repeat(256);
/** 255 characters of two UTF-16 units each. */
const astralName = '🚀'.repeat(255);
const xml = String.raw`[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*`;
const coralUnitSet =
  'Gigabits/Second, Gigabits, Percent, Terabits, Bits, Kilobits, Megabytes/Second, Kilobytes, ' +
  'Megabits/Second, Terabytes, Bytes, Count, Gigabytes, Milliseconds, Count/Second, ' +
  'Gigabytes/Second, None, Terabytes/Second, Bytes/Second, Megabits, Kilobytes/Second, ' +
  'Megabytes, Microseconds, Kilobits/Second, Terabits/Second, Bits/Second, Seconds';

describe('the constraints of alarm operations', () => {
  const alarm = { AlarmName: 'a', EvaluationPeriods: 1, ComparisonOperator: 'LessThanThreshold' };
  const one = '1 validation error detected: ';
  const failed = 'failed to satisfy constraint: Member must';
  const cases: readonly Case[] = [
    ['accept what fits', 'PutMetricAlarm', alarm, undefined],
    [
      // Recorded from AWS (cloudwatch-recorded.md a2).
      'list the states in the order of AWS',
      'SetAlarmState',
      { AlarmName: 'a', StateValue: 'INVALID', StateReason: '' },
      `${one}Value 'INVALID' at 'stateValue' ${failed} satisfy enum value set: ` +
        '[INSUFFICIENT_DATA, ALARM, OK]',
    ],
    [
      // Recorded from AWS (terraform-linters/tflint issue 101).
      'list the units in the order of AWS',
      'PutMetricAlarm',
      { ...alarm, Unit: 'GB' },
      `${one}Value 'GB' at 'unit' ${failed} satisfy enum value set: [${coralUnitSet}]`,
    ],
    [
      'name what is missing, and all violations in one message',
      'SetAlarmState',
      { StateValue: 'OK', AlarmName: '' },
      `2 validation errors detected: Value '' at 'alarmName' ${failed} have length greater than ` +
        `or equal to 1; Value null at 'stateReason' ${failed} not be null`,
    ],
    [
      // Recorded from AWS.
      'tell a list of texts as a whole',
      'DescribeAlarms',
      { AlarmNames: ['a', longName] },
      `${one}Value '[a, ${longName}]' at 'alarmNames' ${failed} satisfy constraint: [Member must ` +
        'have length less than or equal to 255, Member must have length greater than or equal ' +
        'to 1]',
    ],
    [
      'tell a list of values of an enum as a whole',
      'DescribeAlarms',
      { AlarmTypes: ['MetricAlarm', 'Any'] },
      `${one}Value '[MetricAlarm, Any]' at 'alarmTypes' ${failed} satisfy constraint: [Member ` +
        'must satisfy enum value set: [MetricAlarm, CompositeAlarm, LogAlarm]]',
    ],
    [
      'name the member of an element',
      'PutMetricAlarm',
      { ...alarm, Dimensions: [{ Name: 'd' }] },
      `${one}Value null at 'dimensions.1.member.value' ${failed} not be null`,
    ],
    [
      'spell a member as Java does',
      'PutMetricAlarm',
      { ...alarm, OKActions: ['1', '2', '3', '4', '5', '6'] },
      `${one}Value '[1, 2, 3, 4, 5, 6]' at 'oKActions' ${failed} have length less than or ` +
        'equal to 5',
    ],
    [
      'show structures in a list',
      'PutMetricAlarm',
      { ...alarm, Dimensions: Array.from({ length: 31 }, () => ({ Name: 'n', Value: 'v' })) },
      `${one}Value '[${Array(31).fill('Dimension(name=n, value=v)').join(', ')}]' at ` +
        `'dimensions' ${failed} have length less than or equal to 30`,
    ],
    [
      // Recorded from AWS (tests/test_cloudwatch.py of ministackorg/ministack).
      'tell members in the order of a Java hash map',
      'PutMetricAlarm',
      { ...alarm, DatapointsToAlarm: 0, Tags: [{ Key: 'k', Value: 'v' }, {}] },
      `3 validation errors detected: Value null at 'tags.2.member.value' ${failed} not be null; ` +
        `Value null at 'tags.2.member.key' ${failed} not be null; ` +
        `Value '0' at 'datapointsToAlarm' ${failed} have value greater than or equal to 1`,
    ],
    [
      // Recorded there, too.
      'tell of ten violations at most',
      'PutMetricAlarm',
      { ...alarm, Tags: Array.from({ length: 12 }, (_, at) => ({ Key: `k${at}` })) },
      '10 validation errors detected: ' +
        Array.from(
          { length: 10 },
          (_, at) => `Value null at 'tags.${at + 1}.member.value' ${failed} not be null`,
        ).join('; '),
    ],
    [
      'hold numbers to their range',
      'DescribeAlarms',
      { MaxRecords: 101 },
      `${one}Value '101' at 'maxRecords' ${failed} have value less than or equal to 100`,
    ],
    [
      'count characters and not UTF-16 units',
      'PutMetricAlarm',
      { ...alarm, AlarmName: astralName },
      undefined,
    ],
    [
      'leave texts of the service until the model is satisfied',
      'PutMetricAlarm',
      { ...alarm, AlarmName: 'a\u0007', Period: 0 },
      `${one}Value '0' at 'period' ${failed} have value greater than or equal to 1`,
    ],
    [
      'refuse control characters in a name',
      'PutMetricAlarm',
      { ...alarm, AlarmName: 'a\u0007' },
      'AlarmName must not contain ASCII Control characters',
    ],
  ];
  for (const [name, operation, input, message] of cases) {
    it(name, () =>
      expect(answer(cloudWatch, operation, input)).to.deep.equal(
        message && { code: 'ValidationError', message },
      ),
    );
  }
});

describe('the constraints of Auto Scaling', () => {
  const cases: readonly Case[] = [
    [
      // Recorded from AWS (hashicorp/terraform-provider-aws issue 33377).
      'list enums in the order of AWS',
      'StartInstanceRefresh',
      {
        AutoScalingGroupName: 'g',
        Preferences: { ScaleInProtectedInstances: '', StandbyInstances: '' },
      },
      "2 validation errors detected: Value '' at 'preferences.scaleInProtectedInstances' failed " +
        'to satisfy constraint: Member must satisfy enum value set: [Ignore, Wait, Refresh]; ' +
        "Value '' at 'preferences.standbyInstances' failed to satisfy constraint: Member must " +
        'satisfy enum value set: [Terminate, Ignore, Wait]',
    ],
    [
      'hold every text to what XML can hold',
      'DeleteAutoScalingGroup',
      { AutoScalingGroupName: 'g\u0000' },
      "1 validation error detected: Value 'g\u0000' at 'autoScalingGroupName' failed to satisfy " +
        `constraint: Member must satisfy regular expression pattern: ${xml}`,
    ],
    ['take astral characters', 'DeleteAutoScalingGroup', { AutoScalingGroupName: '🚀' }, undefined],
    [
      'hold texts without a rule of their own to 255 characters',
      'AttachInstances',
      { AutoScalingGroupName: longName, InstanceIds: ['i-1'] },
      `1 validation error detected: Value '${longName}' at 'autoScalingGroupName' failed to ` +
        'satisfy constraint: Member must have length less than or equal to 255',
    ],
    [
      'show doubles as Java does',
      'CreateAutoScalingGroup',
      {
        AutoScalingGroupName: 'g',
        MinSize: 0,
        MaxSize: 1,
        MixedInstancesPolicy: {
          LaunchTemplate: {
            Overrides: [
              {
                InstanceRequirements: {
                  VCpuCount: { Min: 1 },
                  MemoryMiB: { Min: 1 },
                  TotalLocalStorageGB: { Min: -1 },
                },
              },
            ],
          },
        },
      },
      "1 validation error detected: Value '-1.0' at 'mixedInstancesPolicy.launchTemplate." +
        "overrides.1.member.instanceRequirements.totalLocalStorageGB.min' failed to satisfy " +
        'constraint: Member must have value greater than or equal to 0',
    ],
  ];
  for (const [name, operation, input, message] of cases) {
    it(name, () =>
      expect(answer(autoScaling, operation, input)).to.deep.equal(
        message && { code: 'ValidationError', message },
      ),
    );
  }

  it('do bounded work on a list of a million bytes', () => {
    const inputs = [
      ['AttachInstances', { AutoScalingGroupName: 'g', InstanceIds: Array(500_000).fill('') }, 1],
      ['CreateOrUpdateTags', { Tags: Array(500_000).fill({ Key: '' }) }, 10],
    ] as const;
    for (const [operation, input, count] of inputs) {
      const message = answer(autoScaling, operation, input)?.message ?? '';
      expect(message).to.match(new RegExp(`^${count} validation errors? detected: `));
      expect(message.length).to.be.below(200_000);
    }
  });
});

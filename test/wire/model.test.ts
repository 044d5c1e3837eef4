import * as autoScalingSdk from '@aws-sdk/client-auto-scaling';
import * as cloudWatchSdk from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { readAutoScalingModel } from '../../src/autoscaling/model.js';
import { readCloudWatchModel } from '../../src/cloudwatch/model.js';
import { coral } from '../../src/wire/coral.js';
import { readModel } from '../../src/wire/model.js';

describe('a service model', () => {
  const atOnce = { reads: 'atOnce' } as const;

  it('knows all operations of CloudWatch', () => {
    const { shapes } = readCloudWatchModel({ lenientUnits: false }, atOnce);
    expect([...shapes.keys()]).to.deep.equal(commandNames(cloudWatchSdk));
  });

  it('knows all operations of Auto Scaling', () => {
    const { shapes } = readAutoScalingModel(atOnce);
    expect([...shapes.keys()]).to.deep.equal(commandNames(autoScalingSdk));
  });

  const facts = {
    name: 'cloudwatch',
    version: '2010-08-01',
    xmlNamespace: '',
    errorNamespace: '',
    targetPrefix: undefined,
    rulesets: [{ wording: coral, rules: [] }],
  };

  it('is refused if a number has no kind', () => {
    const numbers = { integer: '', long: '', double: '' };
    const read = (): unknown => readModel(cloudWatchSdk, { ...facts, numbers }, atOnce);
    expect(read).to.throw('The number MetricStat.Period has no kind.');
  });

  it('is refused if a kind is given to what is no number', () => {
    const numbers = { integer: 'Metric: Perod', long: '', double: '' };
    const read = (): unknown => readModel({}, { ...facts, numbers }, atOnce);
    expect(read).to.throw('These are no numbers: Metric.Perod.');
  });
});

function commandNames(sdk: object): string[] {
  return Object.keys(sdk)
    .filter((name) => name.endsWith('Command') && name !== '$Command')
    .map((name) => name.slice(0, -'Command'.length))
    .sort();
}

import {
  DeleteAlarmMuteRuleCommand,
  GetAlarmMuteRuleCommand,
  type GetAlarmMuteRuleOutput,
  ListAlarmMuteRulesCommand,
  type ListAlarmMuteRulesInput,
  ListTagsForResourceCommand,
  paginateListAlarmMuteRules,
  PutAlarmMuteRuleCommand,
  type PutAlarmMuteRuleInput,
  PutMetricAlarmCommand,
  type Schedule,
  TagResourceCommand,
  UntagResourceCommand,
  waitUntilAlarmMuteRuleExists,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput } from '../support/alarms.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

const AlarmMuteRuleArn = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm-mute-rule:night';
const nightly = { Expression: 'cron(0 2 * * *)', Duration: 'PT4H' };

describe('PutAlarmMuteRule', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await world.cloudWatch.send(new PutMetricAlarmCommand(alarmInput));
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (given: Partial<PutAlarmMuteRuleInput> = {}) =>
    world.cloudWatch.send(
      new PutAlarmMuteRuleCommand({ Name: 'night', Rule: { Schedule: nightly }, ...given }),
    );
  const shown = async (AlarmMuteRuleName = 'night'): Promise<GetAlarmMuteRuleOutput> => {
    const output = await world.cloudWatch.send(new GetAlarmMuteRuleCommand({ AlarmMuteRuleName }));
    const rule: GetAlarmMuteRuleOutput & { $metadata?: object } = { ...output };
    delete rule.$metadata;
    return rule;
  };
  const list = async (given: ListAlarmMuteRulesInput = {}) => {
    const output = await world.cloudWatch.send(new ListAlarmMuteRulesCommand(given));
    return (output.AlarmMuteRuleSummaries ?? []).map(
      (each) => each.AlarmMuteRuleArn?.split(':').at(-1) ?? '',
    );
  };
  const tags = async () => {
    const listed = new ListTagsForResourceCommand({ ResourceARN: AlarmMuteRuleArn });
    return (await world.cloudWatch.send(listed)).Tags;
  };

  describe('serialisation', () => {
    it('shows a rule as it was put, with what follows from it', async () => {
      await put({
        Description: 'Backups',
        Rule: { Schedule: { ...nightly, Timezone: 'Europe/Berlin' } },
        MuteTargets: { AlarmNames: ['Hot', 'Hot'] },
        StartDate: new Date('2026-03-01T00:00:59Z'),
        ExpireDate: new Date('2026-12-31T23:59:59Z'),
      });
      expect(await shown()).to.deep.equal({
        Name: 'night',
        AlarmMuteRuleArn,
        Description: 'Backups',
        Rule: { Schedule: { ...nightly, Timezone: 'Europe/Berlin' } },
        MuteTargets: { AlarmNames: ['Hot'] },
        StartDate: new Date('2026-03-01T00:00:00Z'),
        ExpireDate: new Date('2026-12-31T23:59:00Z'),
        Status: 'SCHEDULED',
        LastUpdatedTimestamp: worldStart,
        MuteType: 'RECURRING',
      });
      const { AlarmMuteRuleSummaries } = await world.cloudWatch.send(
        new ListAlarmMuteRulesCommand({}),
      );
      expect(AlarmMuteRuleSummaries).to.deep.equal([
        {
          AlarmMuteRuleArn,
          ExpireDate: new Date('2026-12-31T23:59:00Z'),
          Status: 'SCHEDULED',
          MuteType: 'RECURRING',
          LastUpdatedTimestamp: worldStart,
        },
      ]);
    });

    it('shows no more of the least rule than it says, and UTC for its zone', async () => {
      await put({ MuteTargets: { AlarmNames: [] } });
      expect(await shown()).to.deep.equal({
        Name: 'night',
        AlarmMuteRuleArn,
        Rule: { Schedule: { ...nightly, Timezone: 'UTC' } },
        Status: 'SCHEDULED',
        LastUpdatedTimestamp: worldStart,
        MuteType: 'RECURRING',
      });
    });
  });

  describe('validation', () => {
    const scheduled = (given: Partial<Schedule>): Partial<PutAlarmMuteRuleInput> => ({
      Rule: { Schedule: { ...nightly, ...given } },
    });
    const once = { Expression: 'at(2026-04-01T00:00)' };
    const late = new Date('2026-12-31T23:59:00Z');
    const noAt = 'Can not set start or expire dates for At expressions';
    const cases: readonly (readonly [string, Partial<PutAlarmMuteRuleInput>, string])[] = [
      ['no expression', scheduled({ Expression: 'daily' }), 'Invalid Expression: daily'],
      [
        'the expression of another service',
        scheduled({ Expression: 'cron(0 2 * * ? *)' }),
        'Invalid Expression: cron(0 2 * * ? *)',
      ],
      ['no duration', scheduled({ Duration: '4 hours' }), 'Invalid Duration: 4 hours'],
      ['too short', scheduled({ Duration: 'PT59S' }), 'Duration must be between PT1M and P15D'],
      ['too long', scheduled({ Duration: 'P15DT1S' }), 'Duration must be between PT1M and P15D'],
      ['no zone', scheduled({ Timezone: 'Mars/Olympus' }), 'Invalid Timezone: Mars/Olympus'],
      ['a start of one time', { ...scheduled(once), StartDate: worldStart }, noAt],
      ['an end of one time', { ...scheduled(once), ExpireDate: late }, noAt],
      [
        'an end before the start',
        { StartDate: late, ExpireDate: worldStart },
        'StartDate must be before ExpireDate',
      ],
      [
        'an alarm that there is not',
        { MuteTargets: { AlarmNames: ['Hot', 'Cold'] } },
        'Could not save the alarm mute rule as alarms ' +
          '[arn:aws:cloudwatch:us-east-1:000000000000:alarm:Cold] in the mute targets do not exist',
      ],
    ];
    for (const [name, given, message] of cases) {
      it(`refuses ${name}`, async () => {
        expect(await refusalOf(put(given))).to.deep.equal({ code: 'ValidationError', message });
        expect(await list()).to.deep.equal([]);
      });
    }

    it('refuses what breaks the limits of the model', async () => {
      const AlarmNames = Array.from({ length: 101 }, (_, index) => `alarm-${index}`);
      const { code, message } = await refusalOf(
        put({ Name: 'n'.repeat(256), MuteTargets: { AlarmNames } }),
      );
      expect(code).to.equal('ValidationError');
      expect(message).to.match(/^2 validation errors detected: .*'name'.*'muteTargets.alarmNames'/);
    });

    it('refuses tags of AWS, and more than fifty', async () => {
      const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
      expect((await refusalOf(put({ Tags }))).code).to.equal('ValidationError');
      const ofAws = put({ Tags: [{ Key: 'aws:x', Value: '' }] });
      expect((await refusalOf(ofAws)).code).to.equal('AccessDenied');
      expect(await list()).to.deep.equal([]);
    });
  });

  describe('behaviour', () => {
    it('replaces a rule of the same name, but for its tags', async () => {
      await put({ Description: 'Old', Tags: [{ Key: 'team', Value: 'a' }] });
      await world.advance('1m');
      const Schedule = { Expression: 'at(2026-03-10T12:00)', Duration: 'PT1H' };
      await put({ Rule: { Schedule }, Tags: [{ Key: 'team', Value: 'b' }] });
      expect(await shown()).to.deep.equal({
        Name: 'night',
        AlarmMuteRuleArn,
        Rule: { Schedule: { ...Schedule, Timezone: 'UTC' } },
        Status: 'ACTIVE',
        LastUpdatedTimestamp: new Date('2026-03-10T12:01:00Z'),
        MuteType: 'ONE_TIME',
      });
      expect(await tags()).to.deep.equal([{ Key: 'team', Value: 'a' }]);
    });

    it('has tags that can be changed, and that go with the rule', async () => {
      const ResourceARN = AlarmMuteRuleArn;
      const tagged = new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'b', Value: '2' }] });
      expect((await refusalOf(world.cloudWatch.send(tagged))).code).to.equal(
        'ResourceNotFoundException',
      );
      await put({ Tags: [{ Key: 'a', Value: '1' }] });
      await world.cloudWatch.send(tagged);
      await world.cloudWatch.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['a', 'c'] }));
      expect(await tags()).to.deep.equal([{ Key: 'b', Value: '2' }]);
      await world.cloudWatch.send(new DeleteAlarmMuteRuleCommand({ AlarmMuteRuleName: 'night' }));
      expect((await refusalOf(tags())).code).to.equal('ResourceNotFoundException');
      await put();
      expect(await tags()).to.deep.equal([]);
    });

    it('passes through its states', async () => {
      const Schedule = { Expression: 'cron(10 * * * *)', Duration: 'PT10M' };
      await put({ Rule: { Schedule }, ExpireDate: new Date('2026-03-10T13:15:00Z') });
      const states: (string | undefined)[] = [];
      for (const duration of ['9m', '1m', '10m', '50m', '5m']) {
        await world.advance(duration);
        states.push((await shown()).Status);
      }
      expect(states).to.deep.equal(['SCHEDULED', 'ACTIVE', 'SCHEDULED', 'ACTIVE', 'EXPIRED']);
    });

    it('is listed by alarm and by status, in pages', async () => {
      const once = { Expression: 'at(2026-03-10T12:00)', Duration: 'PT1H' };
      await put({ Name: 'c', Rule: { Schedule: once }, MuteTargets: { AlarmNames: ['Hot'] } });
      await put({ Name: 'b', MuteTargets: { AlarmNames: [] } });
      await put({ Name: 'a' });
      expect(await list()).to.deep.equal(['a', 'b', 'c']);
      expect(await list({ AlarmName: 'Hot' })).to.deep.equal(['a', 'b', 'c']);
      expect(await list({ Statuses: ['ACTIVE', 'EXPIRED'] })).to.deep.equal(['c']);
      expect(await list({ Statuses: ['EXPIRED'] })).to.deep.equal([]);
      const pages: number[] = [];
      const { cloudWatch } = world;
      for await (const page of paginateListAlarmMuteRules(
        { client: cloudWatch, pageSize: 2 },
        { MaxRecords: 2 },
      )) {
        pages.push(page.AlarmMuteRuleSummaries?.length ?? 0);
      }
      expect(pages).to.deep.equal([2, 1]);
      expect(await refusalOf(list({ NextToken: 'x' }))).to.deep.equal({
        code: 'InvalidNextToken',
        message: 'Invalid NextToken : x',
      });
      expect((await refusalOf(list({ AlarmName: 'Cold' }))).code).to.equal(
        'ResourceNotFoundException',
      );
    });

    it('is found by the waiter of the SDK, and is gone once it is deleted', async () => {
      const AlarmMuteRuleName = 'night';
      expect((await refusalOf(shown())).code).to.equal('ResourceNotFoundException');
      await put();
      const waiting = { client: world.cloudWatch, maxWaitTime: 10 };
      const { state } = await waitUntilAlarmMuteRuleExists(waiting, { AlarmMuteRuleName });
      expect(state).to.equal('SUCCESS');
      const deletion = new DeleteAlarmMuteRuleCommand({ AlarmMuteRuleName });
      await world.cloudWatch.send(deletion);
      await world.cloudWatch.send(deletion);
      expect((await refusalOf(shown())).code).to.equal('ResourceNotFoundException');
      expect(await list()).to.deep.equal([]);
    });
  });
});

import type { AlarmContributor, DescribeAlarmHistoryInput } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { byHost, type Fleet, fleetOf, insightsQuery } from '../support/fleet.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const plan = 'arn:aws:ssm-incidents::000000000000:response-plan/p';
const total = 'SELECT SUM(Load) FROM App';

describe('DescribeAlarmContributors', () => {
  let world: World;
  let fleet: Fleet;

  beforeEach(async () => {
    world = await createWorld();
    fleet = fleetOf(world);
  });

  afterEach(async () => {
    const isExpected = (line: string): boolean => line.includes('could not be delivered');
    expect(world.logLines.filter((line) => !isExpected(line))).to.deep.equal([]);
    await world.close();
  });

  describe('serialisation', () => {
    it('shows a contributor with its attributes, reason and time', async () => {
      await fleet.put();
      await fleet.minute({ a: 90, b: 10 });
      const [{ ContributorId = '', ...one } = {}, ...others] = await fleet.contributors();
      expect(ContributorId).to.match(/^[0-9a-f]{16}$/);
      expect([one, others]).to.deep.equal([
        {
          ContributorAttributes: { Host: 'a' },
          StateReason:
            'Threshold Crossed: 1 datapoint was greater than the threshold (80.0). The most ' +
            'recent datapoint which crossed the threshold: [90.0 (10/03/26 12:00:00)].',
          StateTransitionedTimestamp: world.now(),
        },
        [],
      ]);
    });
  });

  describe('validation', () => {
    it('has contributors described of alarms alone that can have them', async () => {
      const absent = await refusalOf(fleet.contributors());
      expect(absent).to.deep.equal({
        code: 'ResourceNotFoundException',
        message: 'No alarm for name Fleet was found',
      });
      await fleet.put({ Metrics: insightsQuery(total) });
      const single = await refusalOf(fleet.contributors());
      expect(single).to.deep.equal({
        code: 'ValidationError',
        message: 'Alarm Fleet is not a multi time series alarm',
      });
      await fleet.put();
      expect(await fleet.contributors()).to.deep.equal([]);
      const code = 'InvalidNextToken';
      const message = 'Invalid NextToken : x';
      expect(await refusalOf(fleet.contributorPage('x'))).to.deep.equal({ code, message });
    });

    const questions: readonly (readonly [string, DescribeAlarmHistoryInput, string])[] = [
      [
        'of no alarm',
        { AlarmName: undefined, AlarmContributorId: 'a' },
        'Alarm name must be provided to query history for alarm contributors.',
      ],
      [
        'of composite alarms',
        { AlarmContributorId: 'a', AlarmTypes: ['CompositeAlarm'] },
        'Alarm contributor history cannot be requested for composite alarm type.',
      ],
      [
        "of the alarm's own kind",
        { AlarmContributorId: 'a', HistoryItemType: 'StateUpdate' },
        'StateUpdate is not supported history item type for alarm contributor.',
      ],
    ];
    for (const [name, given, message] of questions) {
      it(`refuses the history of contributors ${name}`, async () => {
        const refusal = { code: 'ValidationError', message };
        expect(await refusalOf(fleet.history(given))).to.deep.equal(refusal);
      });
    }
  });

  describe('behaviour', () => {
    it('tells how many series are in ALARM, and anew when that changes', async () => {
      await fleet.put();
      await fleet.minute({ a: 90, b: 10, c: 10 });
      expect(await fleet.state()).to.deep.equal([
        'ALARM',
        '1 out of 3 time series evaluated to ALARM',
      ]);
      const first = await fleet.shown();
      expect(first?.StateReasonData).to.equal(
        '{"version":"1.0","queryDate":"2026-03-10T12:01:00.000+0000"}',
      );
      await fleet.minute({ a: 90, b: 90, c: 10 });
      const second = await fleet.shown();
      expect(await fleet.state()).to.deep.equal([
        'ALARM',
        '2 out of 3 time series evaluated to ALARM',
      ]);
      expect(second?.StateTransitionedTimestamp).to.deep.equal(first?.StateTransitionedTimestamp);
      expect(second?.StateUpdatedTimestamp).to.deep.equal(world.now());
      expect(await fleet.hosts()).to.deep.equal(['a', 'b']);
      await fleet.minute({ a: 1, b: 1, c: 1 });
      expect(await fleet.state()).to.deep.equal(['OK', '3 time series evaluated to OK']);
      const summaries = (await fleet.history()).map(({ HistorySummary }) => HistorySummary);
      expect(summaries).to.deep.equal([
        'Alarm "Fleet" created',
        'Alarm updated from INSUFFICIENT_DATA to ALARM',
        'State Reason changed from "1 out of 3 time series evaluated to ALARM" to ' +
          '"2 out of 3 time series evaluated to ALARM"',
        'Alarm updated from ALARM to OK',
      ]);
    });

    it('lets a series that the query does not return any more be OK', async () => {
      await fleet.put({ TreatMissingData: 'notBreaching' });
      await fleet.minute({ a: 90, b: 90 });
      expect(await fleet.hosts()).to.deep.equal(['a', 'b']);
      // Datapoints leave the window of one period and two more.
      for (let count = 0; count < 3; count++) await fleet.minute({ b: 90 });
      expect(await fleet.hosts()).to.deep.equal(['b']);
      await world.advance('3m');
      expect(await fleet.state()).to.deep.equal([
        'OK',
        'No time series were returned by the query. ' +
          'Treat missing data is configured as [NonBreaching].',
      ]);
      const items = await fleet.history({ HistoryItemType: 'AlarmContributorStateUpdate' });
      const last = items.at(-1);
      expect([last?.AlarmContributorAttributes, last?.HistorySummary]).to.deep.equal([
        { Host: 'b' },
        'Contributor state updated to OK',
      ]);
      expect(last?.HistoryData).to.equal(
        '{"version":"1.0","newState":{"stateValue":"OK",' +
          '"stateReason":"No data was returned for this contributor"}}',
      );
    });

    it('counts a series that another one displaces, and tells of both (recorded)', async () => {
      await fleet.put({ Metrics: insightsQuery(`${byHost} LIMIT 1`), DatapointsToAlarm: 1 });
      await fleet.minute({ a: 90, b: 5 });
      await fleet.minute({ a: 90, b: 95 });
      const between = await fleet.shown();
      await fleet.minute({ a: 90, b: 95 });
      // Nothing has changed, though but one series is left.
      expect(await fleet.shown()).to.deep.equal(between);
      await fleet.minute({ a: 99, b: 95 });
      expect(await fleet.state()).to.deep.equal([
        'ALARM',
        '1 out of 2 time series evaluated to ALARM',
      ]);
      expect((await fleet.shown())?.StateUpdatedTimestamp).to.deep.equal(world.now());
      expect((await fleet.history()).map(({ HistorySummary }) => HistorySummary)).to.deep.equal([
        'Alarm "Fleet" created',
        'Alarm updated from INSUFFICIENT_DATA to ALARM',
        'State Reason changed from "1 out of 1 time series evaluated to ALARM" to ' +
          '"1 out of 2 time series evaluated to ALARM"',
        'Some contributor(s) have changed state',
      ]);
      const items = await fleet.history({ HistoryItemType: 'AlarmContributorStateUpdate' });
      const told = items.map(({ AlarmContributorAttributes, HistorySummary = '' }) => {
        return `${AlarmContributorAttributes?.Host} ${HistorySummary.split(' ').at(-1)}`;
      });
      expect(told).to.deep.equal(['a ALARM', 'b ALARM', 'a OK', 'a ALARM', 'b OK']);
    });

    it('lists those first that were in ALARM first (recorded)', async () => {
      await fleet.put();
      await fleet.minute({ a: 90, b: 10, c: 95 });
      await fleet.minute({ a: 90, b: 99, c: 95 });
      const listed = (await fleet.contributors()).map(({ ContributorAttributes }) => {
        return ContributorAttributes?.Host;
      });
      expect(listed).to.deep.equal(['c', 'a', 'b']);
    });

    it('runs actions for each contributor, and others for the alarm', async () => {
      await fleet.put({ AlarmActions: [topic, plan] });
      await fleet.minute({ a: 90, b: 90 });
      const own = await fleet.history({ HistoryItemType: 'AlarmContributorAction' });
      const told = own.map(({ AlarmContributorAttributes, HistorySummary = '' }) => {
        return [AlarmContributorAttributes?.Host, HistorySummary.split(' ').slice(0, 5).join(' ')];
      });
      const failed = `Failed to execute action ${topic}.`;
      expect(told.sort()).to.deep.equal([
        ['a', failed],
        ['b', failed],
      ]);
      const whole = await fleet.history({ HistoryItemType: 'Action' });
      const first = whole.map(({ HistorySummary = '' }) => HistorySummary.split('. ')[0]);
      expect(first).to.deep.equal([`Failed to execute action ${plan}`]);
      const [{ AlarmContributorId } = {}] = own;
      const ofOne = await fleet.history({ AlarmContributorId });
      expect(ofOne.map(({ HistoryItemType }) => HistoryItemType)).to.deep.equal([
        'AlarmContributorStateUpdate',
        'AlarmContributorAction',
      ]);
    });

    it('follows a hundred contributors, page by page', async () => {
      await fleet.put();
      const many = Array.from({ length: 120 }, (_, index) => [`h${index}`, 100 + index] as const);
      await fleet.minute(Object.fromEntries(many));
      expect(await fleet.state()).to.deep.equal(['ALARM', '100+ time series evaluated to ALARM']);
      const pages: AlarmContributor[][] = [];
      let NextToken: string | undefined;
      do {
        const page = await fleet.contributorPage(NextToken);
        pages.push(page.AlarmContributors ?? []);
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      expect(pages.map(({ length }) => length)).to.deep.equal([50, 50]);
      const names = pages.flat().map(({ ContributorAttributes }) => ContributorAttributes?.Host);
      const greatest = many.slice(20).map(([host]) => host);
      expect(names.sort()).to.deep.equal(greatest.sort());
    });

    it('forgets its contributors when it becomes an alarm on one series', async () => {
      await fleet.put();
      await fleet.minute({ a: 90 });
      await fleet.put({ Metrics: insightsQuery(total) });
      await fleet.put();
      expect(await fleet.contributors()).to.deep.equal([]);
    });
  });
});

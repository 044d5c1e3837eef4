import {
  InvalidNextToken$,
  ListAlarmMuteRules$,
  type ListAlarmMuteRulesInput,
  ResourceNotFoundException$,
} from '@aws-sdk/client-cloudwatch';
import { type Context, operation, type Validated } from '../../service.js';
import { compareTexts } from '../../store/keys.js';
import { ServiceError } from '../../wire/errors.js';
import { isThere } from '../alarm.js';
import { alarmKey } from '../alarm-document.js';
import { withoutEmptyLists } from '../empty-lists.js';
import { isTargeted, type MuteRule, muteStatus, muteType } from '../mute-rule.js';
import { listMuteRules } from '../mute-rule-document.js';

type Input = Validated<ListAlarmMuteRulesInput>;

const recordsMax = 50;

export default operation<ListAlarmMuteRulesInput>(ListAlarmMuteRules$, async (given, context) => {
  const input = withoutEmptyLists(given);
  const { AlarmName, MaxRecords = recordsMax } = input;
  if (AlarmName !== undefined) await checkAlarm(AlarmName, context);
  const purpose = purposeOf(input, context);
  const after = startOf(input, purpose, context);
  const { account, region, now, store } = context;
  const rules = (await listMuteRules(store, { account, region })).filter(
    (rule) => compareTexts(rule.Name, after) > 0 && fits(rule, input, now),
  );
  const page = rules.slice(0, MaxRecords);
  const last = rules.length > MaxRecords ? page.at(-1)?.Name : undefined;
  return {
    AlarmMuteRuleSummaries: page.map((rule) => summaryOf(rule, now)),
    NextToken: last === undefined ? undefined : context.tokens.seal(purpose, last),
  };
});

async function checkAlarm(AlarmName: string, context: Context): Promise<void> {
  if (isThere(await context.store.get(alarmKey(context, AlarmName)))) return;
  throw new ServiceError(ResourceNotFoundException$, `Alarm ${AlarmName} does not exist`);
}

function startOf({ NextToken }: Input, purpose: readonly string[], { tokens }: Context): string {
  if (NextToken === undefined) return '';
  const name = tokens.open(purpose, NextToken);
  if (name !== undefined) return name;
  throw new ServiceError(InvalidNextToken$, `Invalid NextToken : ${NextToken}`);
}

function purposeOf(input: Input, { account, region }: Context): readonly string[] {
  const request = { ...input, NextToken: undefined, MaxRecords: undefined };
  return ['ListAlarmMuteRules', account, region, JSON.stringify(request)];
}

function fits(rule: MuteRule, { AlarmName, Statuses }: Input, now: Date): boolean {
  if (AlarmName !== undefined && !isTargeted(rule, AlarmName)) return false;
  return Statuses === undefined || Statuses.includes(muteStatus(rule, now));
}

function summaryOf(rule: MuteRule, now: Date): object {
  const { AlarmMuteRuleArn, ExpireDate, LastUpdatedTimestamp } = rule;
  const [Status, MuteType] = [muteStatus(rule, now), muteType(rule)];
  return { AlarmMuteRuleArn, ExpireDate, Status, MuteType, LastUpdatedTimestamp };
}

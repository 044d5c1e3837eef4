import { parseDuration } from '../../src/duration.js';
import { ScenarioError, type ScenarioLine, splitLine } from './scenario-line.js';
import { readAlarm, readGroup, readPolicy } from './scenario-verbs.js';

/**
 * A scenario tells a story of a server in lines, each of which is one of
 *
 *     scenario  TEXT                                     a fresh world at noon of a Tuesday
 *     now       2026-03-28T12:00:00Z                     … or at another time
 *     cloud     NAME=VALUE…                              … whose --launcher-options are these
 *     load      METRIC PERIOD [from TIME]: 50 90x3 _     a datapoint each period, `_` is a hole
 *     alarm     NAME COMPARISON THRESHOLD M of N [period 1m] [on METRIC] [missing …] [calls POLICY]
 *     group     NAME MIN..MAX [desired N] [zones a b c] [Member=value…]
 *     step      POLICY ADJUSTMENTTYPE [Member=value…]: 0..10 +1, 10.. +2
 *     simple    POLICY ADJUSTMENTTYPE ADJUSTMENT [Member=value…]
 *     track     POLICY METRIC TARGET [Member=value…]
 *     Action    [Member=value…] [=> the message of its refusal]
 *     expect    SUBJECT  TIME VALUE  TIME VALUE …         or, for the only alarm, without SUBJECT
 *
 * and `at TIME` before a line lets it happen later. At one time the server beats first, and then
 * the lines follow in their order. In values, `#2` is the second instance that was seen, and
 * `@out` the ARN of a policy; UUID in a message is any. Comments say which rule of AWS is pinned.
 */
export interface Scenario {
  readonly name: string;
  readonly place: string;
  readonly now: Date | undefined;
  readonly cloud: ReadonlyMap<string, string>;
  /** In the order in which they happen. */
  readonly steps: readonly Step[];
}

/** Times are milliseconds from the start. */
export type Step = { readonly at: number; readonly place: string } & (
  | { readonly kind: 'call'; readonly action: string; readonly input: Input; refusal?: string }
  | { readonly kind: 'put'; readonly metric: string; readonly value: number; resolution: 1 | 60 }
  | { readonly kind: 'expect'; readonly subject: string; readonly value: string }
);

export type Input = Readonly<Record<string, unknown>>;

export function parseScenarios(file: string, text: string): readonly Scenario[] {
  const scenarios: Reading[] = [];
  text.split('\n').forEach((content, index) => {
    const place = `${file}:${index + 1}`;
    const line = splitLine(content, place);
    if (line === undefined) return;
    if (line.verb === 'scenario') {
      const name = content.trim().slice(line.verb.length).trim();
      scenarios.push({ name, place, now: undefined, cloud: new Map(), steps: [] });
      return;
    }
    const scenario = scenarios.at(-1);
    if (scenario === undefined) throw new ScenarioError(place, 'No scenario has begun.');
    readLine(scenario, line);
  });
  for (const { steps, place } of scenarios) {
    if (steps.every(({ kind }) => kind !== 'expect')) {
      throw new ScenarioError(place, 'The scenario expects nothing.');
    }
    steps.sort((a, b) => a.at - b.at);
  }
  return scenarios;
}

interface Reading extends Scenario {
  now: Date | undefined;
  cloud: ReadonlyMap<string, string>;
  readonly steps: Step[];
}

function readLine(scenario: Reading, line: ScenarioLine): void {
  const { verb, words, place } = line;
  switch (verb) {
    case 'now':
      scenario.now = new Date(words[0] ?? '');
      if (Number.isNaN(scenario.now.getTime())) throw new ScenarioError(place, 'No time is given.');
      return;
    case 'cloud':
      scenario.cloud = new Map(
        words.map((word) => [word.replace(/=.*/, ''), word.split('=')[1] ?? '']),
      );
      return;
    case 'load':
      scenario.steps.push(...readLoad(line));
      return;
    case 'expect':
      scenario.steps.push(...readExpectations(line, scenario.steps));
      return;
    default:
      scenario.steps.push(...readCalls(line));
  }
}

function readCalls(line: ScenarioLine): readonly Step[] {
  const { verb, at, place, refusal } = line;
  const calls = (...each: readonly { action: string; input: Input }[]): readonly Step[] =>
    each.map((call) => ({ kind: 'call', at, place, ...call, ...(refusal && { refusal }) }));
  switch (verb) {
    case 'alarm':
      return calls(readAlarm(line));
    case 'group':
      return calls(...readGroup(line));
    case 'step':
    case 'simple':
    case 'track':
      return calls(readPolicy(line));
    default:
      if (!/^[A-Z]/.test(verb)) throw new ScenarioError(place, `There is no verb '${verb}'.`);
      if (line.words.length > 0) {
        throw new ScenarioError(place, `'${line.words[0] ?? ''}' is no Member=value.`);
      }
      return calls({ action: verb, input: line.members });
  }
}

const repetitionsMax = 10_000;

/** `load CPU 1m: 50 90x3 _`: the first value at once, each other one a period later. */
function readLoad({ words, list, place }: ScenarioLine): readonly Step[] {
  const [metric, periodText = '', from, fromText = ''] = words;
  const period = parseDuration(periodText);
  const start = from === 'from' ? parseDuration(fromText) : from === undefined ? 0 : undefined;
  if (metric === undefined || period === undefined || start === undefined || list === undefined) {
    throw new ScenarioError(place, 'A load is METRIC PERIOD [from TIME]: VALUE…');
  }
  const values = list.split(/[\s,]+/).flatMap((word) => {
    const [, value = '', count = '1'] = /^(_|-?\d+(?:\.\d+)?)(?:x(\d+))?$/.exec(word) ?? [];
    if (value === '' || Number(count) > repetitionsMax) {
      throw new ScenarioError(place, `'${word}' is no value, hole or repetition.`);
    }
    return Array.from({ length: Number(count) }, () => value);
  });
  const resolution = period < 60_000 ? 1 : 60;
  return values.flatMap((value, index) => {
    if (value === '_') return [];
    const at = start + index * period;
    return [{ kind: 'put', at, place, metric, value: Number(value), resolution } as const];
  });
}

function readExpectations(line: ScenarioLine, steps: readonly Step[]): readonly Step[] {
  const { words, place } = line;
  const startsWithTime = parseDuration(words[0] ?? '') !== undefined;
  const subject = startsWithTime ? onlyAlarm(steps, place) : (words[0] ?? '');
  const rest = startsWithTime ? words : words.slice(1);
  if (rest.length === 0) throw new ScenarioError(place, 'Nothing is expected.');
  return Array.from({ length: Math.ceil(rest.length / 2) }, (_, pair) => {
    const [time = '', value] = rest.slice(2 * pair, 2 * pair + 2);
    const at = parseDuration(time);
    if (at === undefined || value === undefined) {
      throw new ScenarioError(place, `'${time}' is no TIME with a VALUE behind it.`);
    }
    return { kind: 'expect', at, place, subject, value } as const;
  });
}

function onlyAlarm(steps: readonly Step[], place: string): string {
  const alarms = steps.flatMap((step) =>
    step.kind === 'call' && step.action === 'PutMetricAlarm' ? [step.input.AlarmName] : [],
  );
  const [only] = alarms;
  if (alarms.length === 1 && typeof only === 'string') return only;
  throw new ScenarioError(place, 'Without one alarm, what is expected must have a name.');
}

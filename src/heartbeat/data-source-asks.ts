import type { AlarmDocument } from '../cloudwatch/alarm-document.js';
import type { AlarmPlan } from '../cloudwatch/alarm-plan.js';
import type { Brought, DataSourceAnswer, DataSourceCall } from '../cloudwatch/data-source.js';
import { askDataSource } from '../cloudwatch/data-source-reading.js';
import type { Window } from '../cloudwatch/window.js';
import type { Functions } from '../delivery/functions.js';
import { scopeOf } from '../store/keys.js';
import type { Entry } from '../store/store.js';
import { waitAMoment } from './answer-wait.js';

/**
 * Asks the functions that bring the series of alarms on LAMBDA. A beat waits for their answers only
 * for a moment; an alarm whose functions take longer is looked at again with the next beats, and
 * finds them answered, or failed when AWS would not wait any longer.
 */
export interface DataSourceAskParts {
  /** Undefined where no endpoint is configured any more, and all of them fail. */
  readonly functions: Functions | undefined;
  readonly isClockHeld: () => boolean;
}

export interface AskingAlarm {
  readonly entry: Entry<AlarmDocument>;
  readonly plan: AlarmPlan;
  readonly window: Window;
}

interface Ask {
  /** For which settings and which window. */
  readonly stamp: string;
  readonly answered: Promise<void>;
  /** Of each of the alarm's functions. */
  answers?: readonly DataSourceAnswer[];
}

const underWayMax = 64;
/** As long as AWS waits where an alarm asks ("Create a custom connector to a data source"). */
const milliseconds = 4_500;

export class DataSourceAsks {
  private readonly asks = new Map<string, Ask>();

  constructor(private readonly parts: DataSourceAskParts) {}

  /** What was brought; those who have to wait longer are not among them. */
  async answersFor(
    alarms: readonly AskingAlarm[],
  ): Promise<ReadonlyMap<Entry<AlarmDocument>, Brought>> {
    const asked = alarms.flatMap((alarm) => {
      const ask = this.askFor(alarm);
      return ask === undefined ? [] : [{ alarm, ask }];
    });
    await waitAMoment(
      asked.map(({ ask }) => ask.answered),
      this.parts.isClockHeld(),
    );
    const found = new Map<Entry<AlarmDocument>, Brought>();
    for (const { alarm, ask } of asked) {
      if (ask.answers === undefined) continue;
      found.set(alarm.entry, broughtBy(alarm.plan, ask.answers));
      this.asks.delete(alarm.entry.key.text);
    }
    return found;
  }

  /** Undefined while there is no room for it. */
  private askFor(alarm: AskingAlarm): Ask | undefined {
    const { key, document } = alarm.entry;
    const { startSeconds, endSeconds } = alarm.window;
    const { incarnation, sequence } = document;
    const stamp = JSON.stringify([incarnation, sequence, startSeconds, endSeconds]);
    const known = this.asks.get(key.text);
    if (known?.stamp === stamp) return known;
    if (this.asks.size >= underWayMax) this.forgetAnswered();
    if (this.asks.size >= underWayMax) return undefined;
    const ask: Ask = {
      stamp,
      answered: this.bring(alarm).then((answers) => {
        ask.answers = answers;
      }),
    };
    this.asks.set(key.text, ask);
    return ask;
  }

  private bring({ entry, plan, window }: AskingAlarm): Promise<readonly DataSourceAnswer[]> {
    const { account, region } = scopeOf(entry.key);
    const asker = { account, region, invoke: this.parts.functions?.invoke, milliseconds };
    return Promise.all(callsOf(plan).map((call) => askDataSource(call, window, asker)));
  }

  /** Their alarms are gone, or have been changed meanwhile. */
  private forgetAnswered(): void {
    for (const [text, { answers }] of this.asks) {
      if (answers !== undefined) this.asks.delete(text);
    }
  }
}

function callsOf({ queries }: AlarmPlan): readonly DataSourceCall[] {
  return queries?.dataSources ?? [];
}

/** The plan may have been made anew since its functions were asked. */
function broughtBy(plan: AlarmPlan, answers: readonly DataSourceAnswer[]): Brought {
  const none: DataSourceAnswer = { kind: 'failed' };
  return new Map(callsOf(plan).map(({ node }, index) => [node, answers[index] ?? none]));
}

import { waitAMoment } from './answer-wait.js';

/**
 * Questions that a beat asks of others, whose slowness must not delay it: it waits for an answer
 * only for a moment, and for none while another is late; who asked finds the answer when it asks
 * the same again. An answer is given once: who asks later wants to know how it is then.
 */
export class LateAnswers<T extends object> {
  private readonly asks = new Map<string, Ask<T>>();

  constructor(
    private readonly patience: Patience,
    private readonly heard: (answer: T, isLate: boolean) => void = () => undefined,
  ) {}

  /** Whether the question was asked, and is not to be asked anew. */
  isAsked(question: string, now: Date): boolean {
    const known = this.asks.get(question);
    return known !== undefined && isOpen(known, now);
  }

  /** Undefined while it is awaited, and while there is no room for it. */
  async to(question: string, ask: () => Promise<T>, now: Date): Promise<T | undefined> {
    const known = this.isAsked(question, now) ? this.asks.get(question) : undefined;
    const asked = known ?? this.begin(question, ask, now);
    if (asked === undefined) return undefined;
    if (asked.answer === undefined) await this.patience.waitFor(asked);
    if (asked.answer !== undefined && this.asks.get(question) === asked) this.asks.delete(question);
    return asked.answer;
  }

  private begin(question: string, ask: () => Promise<T>, now: Date): Ask<T> | undefined {
    if (this.asks.size >= asksMax) this.forgetAnswered();
    if (this.asks.size >= asksMax) return undefined;
    const answered = ask().then((answer) => {
      begun.answer = answer;
      this.patience.end(begun);
      this.heard(answer, begun.isLate);
    });
    const begun: Ask<T> = { askedAt: now, answered, isLate: false };
    this.asks.set(question, begun);
    return begun;
  }

  private forgetAnswered(): void {
    for (const [question, { answer }] of this.asks) {
      if (answer !== undefined) this.asks.delete(question);
    }
  }
}

/** Questions that are under way, or answered and not looked at again. */
const asksMax = 1_024;
/** Nobody has come for an older answer, and by now it may be another. */
const freshSeconds = 10;

interface Ask<T> {
  readonly askedAt: Date;
  readonly answered: Promise<void>;
  answer?: T;
  /** It was waited for in vain. */
  isLate: boolean;
}

/** How long a beat waits for all that it asks. */
export class Patience {
  private lateCount = 0;

  constructor(
    private readonly isClockHeld: () => boolean,
    private readonly wait: typeof waitAMoment = waitAMoment,
  ) {}

  /** A held clock would run ahead of the answer, and so waits for each. */
  async waitFor(ask: Ask<unknown>): Promise<void> {
    const isHeld = this.isClockHeld();
    if (this.lateCount === 0 || isHeld) await this.wait([ask.answered], isHeld);
    if (ask.answer !== undefined || ask.isLate) return;
    ask.isLate = true;
    this.lateCount += 1;
  }

  end({ isLate }: Ask<unknown>): void {
    if (isLate) this.lateCount -= 1;
  }
}

function isOpen({ askedAt, answer }: Ask<unknown>, now: Date): boolean {
  return answer === undefined || secondsBetween(askedAt, now) < freshSeconds;
}

/** The clock may have been set back. */
export function secondsBetween(one: Date, other: Date): number {
  return Math.abs(other.getTime() - one.getTime()) / 1000;
}

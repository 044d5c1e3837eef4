import {
  type ResolvedTemplate,
  resolveTemplate,
  type Specification,
} from '../autoscaling/launch-template.js';
import type { Ec2, Ec2Answer, LaunchParts, TemplateName, TemplateVersion } from '../ec2/ec2.js';
import { waitAMoment } from './answer-wait.js';

/**
 * Asks an EC2 for groups that launch. A beat waits for its answers only for a moment, and for none
 * while another is late; the launches that need them wait, and find them with the next looks at
 * their group. An EC2 that was late and then failed is not asked again for a while: it is one that
 * cannot tell.
 */
export interface Ec2AskParts {
  readonly ec2: Ec2;
  readonly isClockHeld: () => boolean;
  readonly wait?: typeof waitAMoment;
}

export interface Asking {
  /** The group: an answer that one has taken would leave the others to ask anew. */
  readonly asker: string;
  readonly region: string;
  readonly now: Date;
}

/** Undefined is one that is still awaited. */
export type LateAnswer<T> = Promise<Ec2Answer<T> | undefined>;

interface Question<T> {
  readonly asks: Map<string, Ask<T>>;
  readonly name: TemplateName | readonly Specification[] | LaunchParts;
  readonly ask: () => Promise<Ec2Answer<T>>;
}

interface Ask<T> {
  readonly askedAt: Date;
  readonly answered: Promise<void>;
  answer?: Ec2Answer<T>;
  /** It was waited for in vain. */
  isLate: boolean;
}

type Failure = Extract<Ec2Answer<never>, { readonly kind: 'failed' }>;

/** Questions of one kind that are under way, or answered and not looked at again. */
const asksMax = 1_024;
/** Nobody has come for an older answer, and by now it may be another. */
const freshSeconds = 10;
/** Less than the pause after a launch that was refused. */
const silentSeconds = 20;

export class Ec2Asks {
  private readonly versions = new Map<string, Ask<TemplateVersion>>();
  private readonly templates = new Map<string, Ask<readonly ResolvedTemplate[]>>();
  private readonly launches = new Map<string, Ask<LaunchParts>>();
  private lateCount = 0;
  private silence: { readonly since: Date; readonly answer: Failure } | undefined;
  private lastLook = new Date(0);

  constructor(private readonly parts: Ec2AskParts) {}

  templateVersion(name: TemplateName, asking: Asking): LateAnswer<TemplateVersion> {
    const { ec2 } = this.parts;
    const ask = (): Promise<Ec2Answer<TemplateVersion>> => ec2.launchTemplate(name, asking.region);
    return this.answerTo({ asks: this.versions, name, ask }, asking);
  }

  /** Of those that EC2 tells of. */
  resolvedTemplates(
    name: readonly Specification[],
    asking: Asking,
  ): LateAnswer<readonly ResolvedTemplate[]> {
    const { ec2 } = this.parts;
    const ask = async (): Promise<Ec2Answer<readonly ResolvedTemplate[]>> => {
      const answers = await Promise.all(
        name.map((each) => resolveTemplate(each, ec2, asking.region)),
      );
      const failure = answers.find((answer) => answer.kind === 'failed');
      const found = answers.flatMap((answer) => (answer.kind === 'found' ? [answer.value] : []));
      return found.length === 0 && failure ? failure : { kind: 'found', value: found };
    };
    return this.answerTo({ asks: this.templates, name, ask }, asking);
  }

  dryRun(name: LaunchParts, asking: Asking): LateAnswer<LaunchParts> {
    const { ec2 } = this.parts;
    const ask = (): Promise<Ec2Answer<LaunchParts>> => ec2.dryRun(name, asking.region);
    return this.answerTo({ asks: this.launches, name, ask }, asking);
  }

  /** An answer is given once: who asks the same later wants to know how it is then. */
  private async answerTo<T>(question: Question<T>, { asker, now }: Asking): LateAnswer<T> {
    const { asks, name } = question;
    this.lastLook = now;
    const text = JSON.stringify([asker, name]);
    const known = asks.get(text);
    const isKnown = known !== undefined && isOpen(known, now);
    if (!isKnown && this.silence !== undefined) {
      if (secondsBetween(this.silence.since, now) < silentSeconds) return this.silence.answer;
    }
    const ask = isKnown ? known : this.begin(question, text, now);
    if (ask === undefined) return undefined;
    if (ask.answer === undefined) await this.waitFor(ask);
    if (ask.answer !== undefined && asks.get(text) === ask) asks.delete(text);
    return ask.answer;
  }

  /** Undefined while there is no room for it. */
  private begin<T>({ asks, ask }: Question<T>, text: string, now: Date): Ask<T> | undefined {
    if (asks.size >= asksMax) forgetAnswered(asks);
    if (asks.size >= asksMax) return undefined;
    const answered = ask().then(
      (answer) => this.end(begun, answer),
      (failure: unknown) => this.end(begun, { kind: 'failed', reason: String(failure) }),
    );
    const begun: Ask<T> = { askedAt: now, answered, isLate: false };
    asks.set(text, begun);
    return begun;
  }

  private end<T>(ask: Ask<T>, answer: Ec2Answer<T>): void {
    ask.answer = answer;
    if (ask.isLate) this.lateCount -= 1;
    const isSilent = ask.isLate && answer.kind === 'failed';
    this.silence = isSilent ? { since: this.lastLook, answer } : undefined;
  }

  /** A held clock would run ahead of the answer, and so waits for each. */
  private async waitFor(ask: Ask<unknown>): Promise<void> {
    const { isClockHeld, wait = waitAMoment } = this.parts;
    const isHeld = isClockHeld();
    if (this.lateCount === 0 || isHeld) await wait([ask.answered], isHeld);
    if (ask.answer !== undefined || ask.isLate) return;
    ask.isLate = true;
    this.lateCount += 1;
  }
}

function isOpen({ askedAt, answer }: Ask<unknown>, now: Date): boolean {
  return answer === undefined || secondsBetween(askedAt, now) < freshSeconds;
}

function forgetAnswered(asks: Map<string, Ask<unknown>>): void {
  for (const [text, { answer }] of asks) {
    if (answer !== undefined) asks.delete(text);
  }
}

/** The clock may have been set back. */
function secondsBetween(one: Date, other: Date): number {
  return Math.abs(other.getTime() - one.getTime()) / 1000;
}

import {
  type ResolvedTemplate,
  resolveTemplate,
  type Specification,
} from '../autoscaling/launch-template.js';
import type { Ec2, Ec2Answer, LaunchParts, TemplateName, TemplateVersion } from '../ec2/ec2.js';
import type { waitAMoment } from './answer-wait.js';
import { LateAnswers, Patience, secondsBetween } from './late-answers.js';

/**
 * Asks an EC2 for groups that launch. Where its answers are late, the launches that need them wait,
 * and find them with the next looks at their group. An EC2 that was late and then failed is not
 * asked again for a while: it is one that cannot tell.
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
  readonly answers: LateAnswers<Ec2Answer<T>>;
  readonly name: TemplateName | readonly Specification[] | LaunchParts;
  readonly ask: () => Promise<Ec2Answer<T>>;
}

type Failure = Extract<Ec2Answer<never>, { readonly kind: 'failed' }>;

/** Less than the pause after a launch that was refused. */
const silentSeconds = 20;

export class Ec2Asks {
  private readonly versions;
  private readonly templates;
  private readonly launches;
  private silence: { readonly since: Date; readonly answer: Failure } | undefined;
  private lastLook = new Date(0);

  constructor(private readonly parts: Ec2AskParts) {
    const patience = new Patience(parts.isClockHeld, parts.wait);
    const heard = this.hear.bind(this);
    this.versions = new LateAnswers<Ec2Answer<TemplateVersion>>(patience, heard);
    this.templates = new LateAnswers<Ec2Answer<readonly ResolvedTemplate[]>>(patience, heard);
    this.launches = new LateAnswers<Ec2Answer<LaunchParts>>(patience, heard);
  }

  templateVersion(name: TemplateName, asking: Asking): LateAnswer<TemplateVersion> {
    const { ec2 } = this.parts;
    const ask = (): Promise<Ec2Answer<TemplateVersion>> => ec2.launchTemplate(name, asking.region);
    return this.answerTo({ answers: this.versions, name, ask }, asking);
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
    return this.answerTo({ answers: this.templates, name, ask }, asking);
  }

  dryRun(name: LaunchParts, asking: Asking): LateAnswer<LaunchParts> {
    const { ec2 } = this.parts;
    const ask = (): Promise<Ec2Answer<LaunchParts>> => ec2.dryRun(name, asking.region);
    return this.answerTo({ answers: this.launches, name, ask }, asking);
  }

  private answerTo<T>(question: Question<T>, { asker, now }: Asking): LateAnswer<T> {
    const { answers, name, ask } = question;
    this.lastLook = now;
    const text = JSON.stringify([asker, name]);
    const { silence } = this;
    if (silence !== undefined && !answers.isAsked(text, now)) {
      if (secondsBetween(silence.since, now) < silentSeconds)
        return Promise.resolve(silence.answer);
    }
    return answers.to(text, () => ask().catch(failureOf), now);
  }

  private hear(answer: Ec2Answer<unknown>, isLate: boolean): void {
    const isSilent = isLate && answer.kind === 'failed';
    this.silence = isSilent ? { since: this.lastLook, answer } : undefined;
  }
}

function failureOf(failure: unknown): Failure {
  return { kind: 'failed', reason: String(failure) };
}

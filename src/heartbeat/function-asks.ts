import type { Functions } from '../delivery/functions.js';
import type { Answer } from '../delivery/post.js';
import type { waitAMoment } from './answer-wait.js';
import { LateAnswers, Patience } from './late-answers.js';

/** Asks the functions of termination policies. Where an answer is late, its group alone waits. */
export interface FunctionAskParts {
  readonly functions: Functions;
  readonly isClockHeld: () => boolean;
  readonly wait?: typeof waitAMoment;
}

export interface FunctionQuestion {
  /** The group, which may ask the same as another. */
  readonly asker: string;
  readonly functionArn: string;
  readonly payload: string;
}

export class FunctionAsks {
  private readonly answers: LateAnswers<Answer>;

  constructor(private readonly parts: FunctionAskParts) {
    this.answers = new LateAnswers(new Patience(parts.isClockHeld, parts.wait));
  }

  /** Undefined is one that is still awaited. */
  answerTo(question: FunctionQuestion, now: Date): Promise<Answer | undefined> {
    const { asker, functionArn, payload } = question;
    const text = JSON.stringify([asker, functionArn, payload]);
    const { functions } = this.parts;
    return this.answers.to(text, () => functions.invoke(functionArn, payload), now);
  }
}

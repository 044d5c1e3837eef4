import { readAutoScalingModel } from '../../src/autoscaling/model.js';
import { readCloudWatchModel } from '../../src/cloudwatch/model.js';
import type { HttpRequest } from '../../src/server/exchange.js';
import type { Random } from '../support/random.js';
import { models, reflect } from '../wire/mirror.js';
import { openDialogues } from '../wire/sdk-dialogue.js';
import { answerFault } from './answer-fault.js';
import { hostileRequest } from './hostile-request.js';

/** Damaged requests through all of dispatch, with constraints or none, to empty operations. */
export class WireFuzz {
  private readonly dialogues = openDialogues();
  private readonly strictModels = [readCloudWatchModel(), readAutoScalingModel()];
  private readonly prototypeNames = Object.getOwnPropertyNames(Object.prototype).join();
  /** How often an answer had a status. */
  readonly statuses = new Map<number, number>();

  constructor(private readonly random: Random) {}

  /** Throws if the answer to a next request is not as it must be. */
  async step(): Promise<void> {
    const request = await hostileRequest(this.dialogues, this.random);
    const of = this.random.next() < 0.5 ? this.strictModels : models;
    const reflection = await reflect(request, {}, of);
    const { status } = reflection.answer;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    const fault = answerFault(reflection) ?? this.pollution();
    if (fault !== undefined) throw new Error(`${fault}\nto ${describeRequest(request)}`);
  }

  private pollution(): string | undefined {
    const names = Object.getOwnPropertyNames(Object.prototype).join();
    return names === this.prototypeNames ? undefined : `a prototype with ${names}`;
  }
}

function describeRequest({ method, target, headers, body }: HttpRequest): string {
  const head = `${method} ${target} ${JSON.stringify(headers)}`;
  return `${head}\n${body.toString('latin1')}\nas base64: ${body.toString('base64')}`;
}

import { expect } from 'chai';
import type { OperationShape } from '../../src/wire/shape.js';
import type { Random } from '../support/random.js';
import { randomStructure } from '../support/random-value.js';
import { back, carried, towards } from './carriage.js';
import { reflect } from './mirror.js';
import type { SdkDialogue } from './sdk-dialogue.js';

/** A random input goes from the client to us and a random output back: both arrive whole. */
export async function roundTrip(
  operation: OperationShape,
  dialogue: SdkDialogue,
  random: Random,
): Promise<void> {
  const input = randomInput(operation, random);
  const output = operation.output === undefined ? {} : randomStructure(operation.output, random);
  let read: object | undefined;
  const { $metadata, ...answered } = (await dialogue.send(
    operation.name,
    input,
    async (request) => {
      const { answer, call, failure } = await reflect(request, output);
      if (failure !== undefined) throw new Error('A bug', { cause: failure });
      read = call?.input;
      return answer;
    },
  )) as { $metadata: { requestId?: string } };
  const where = `${operation.name} in ${dialogue.name}`;
  expect(read, where).to.deep.equal(carried(operation.input, input, towards(dialogue)) ?? {});
  const arrived = operation.output && carried(operation.output, output, back(dialogue));
  expect(answered, where).to.deep.equal(arrived ?? {});
  expect($metadata.requestId, where).to.match(/^[0-9a-f-]{36}$/);
}

export function randomInput({ name, input }: OperationShape, random: Random): object {
  // The client would think of a token itself where none is given.
  const token = name === 'LaunchInstances' ? { ClientToken: 'given' } : {};
  return { ...randomStructure(input, random), ...token };
}

import { expect } from 'chai';
import type { OperationShape } from '../../src/wire/shape.js';
import { Random } from '../support/random.js';
import { randomStructure } from '../support/random-value.js';
import { back, carried, towards } from './carriage.js';
import { modelOf, reflect } from './mirror.js';
import { openDialogues, type SdkDialogue } from './sdk-dialogue.js';

/** Enough for each operation to meet most edges; `make fuzz` goes on with other seeds. */
const roundsPerOperation = 8;
const seed = 20_100_801;

describe('what the official clients write and read', () => {
  for (const dialogue of openDialogues()) {
    it(`is what we read and write: ${dialogue.name} (seed ${seed})`, async function () {
      this.timeout(60_000);
      const random = new Random(seed);
      const { shapes } = modelOf(dialogue);
      for (const operation of shapes.values()) {
        for (let round = 0; round < roundsPerOperation; round++) {
          await roundTrip(operation, dialogue, random);
        }
      }
    });
  }
});

async function roundTrip(
  operation: OperationShape,
  dialogue: SdkDialogue,
  random: Random,
): Promise<void> {
  const input = { ...randomStructure(operation.input, random), ...givenTokens(operation) };
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

/** The client would think of a token itself where none is given. */
function givenTokens({ name }: OperationShape): object {
  return name === 'LaunchInstances' ? { ClientToken: 'given' } : {};
}

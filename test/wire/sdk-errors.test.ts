import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import * as commonErrors from '../../src/wire/errors.js';
import { ServiceError } from '../../src/wire/errors.js';
import { type ErrorShape, type Schema, SchemaReader } from '../../src/wire/shape.js';
import { Random } from '../support/random.js';
import { randomStructure, randomText } from '../support/random-value.js';
import { back, carried } from './carriage.js';
import { modelOf, reflect } from './mirror.js';
import { openDialogues, type SdkDialogue } from './sdk-dialogue.js';

const seed = 404;

describe('the errors that the official clients show', () => {
  for (const dialogue of openDialogues()) {
    it(`are those that we throw: ${dialogue.name} (seed ${seed})`, async () => {
      const random = new Random(seed);
      const reader = new SchemaReader(modelOf(dialogue).constraints.numberKind);
      const modelled = errorSchemas(sdkOf(dialogue));
      for (const schema of [...modelled, ...errorSchemas(commonErrors)]) {
        const shape = reader.error(schema);
        const error = randomError(schema, shape, random);
        const { thrown, requestId } = await throwThrough(error, dialogue);
        const known = modelled.map((each) => reader.error(each));
        const expected = seenBy(dialogue, { shape, error, known });
        expect(
          summaryOf(thrown, expected.members),
          `${shape.name} in ${dialogue.name}`,
        ).to.deep.equal({ ...expected, requestId });
      }
    });
  }
});

function sdkOf({ service }: SdkDialogue): object {
  return service === 'cloudwatch' ? cloudWatch : autoScaling;
}

/** The base exception of a client is a schema too, without a trait; nobody can throw it. */
function errorSchemas(exports: object): Schema[] {
  const schemas = Object.values(exports).filter(
    (value): value is Schema => Array.isArray(value) && value[0] === -3,
  );
  return schemas.filter(([, , , traits]) => typeof traits === 'object');
}

function randomError(schema: Schema, shape: ErrorShape, random: Random): ServiceError {
  const members = shape.members.filter(({ name }) => name.toLowerCase() !== 'message');
  const others = randomStructure({ ...shape, members }, random);
  return new ServiceError(schema, `At fault: ${randomText(random)}.`, others);
}

async function throwThrough(
  error: ServiceError,
  dialogue: SdkDialogue,
): Promise<{ thrown: ShownError; requestId: string | undefined }> {
  const operation = dialogue.service === 'cloudwatch' ? 'DescribeAlarms' : 'DescribePolicies';
  let requestId: string | undefined;
  try {
    await dialogue.send(operation, {}, async (request) => {
      const { answer } = await reflect(request, error);
      requestId = answer.headers['x-amzn-RequestId'];
      return answer;
    });
  } catch (thrown) {
    // Whatever a client throws has these members; `summaryOf` reads them.
    return { thrown: thrown as ShownError, requestId };
  }
  throw new Error('The client saw no error.');
}

interface ShownError extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly message: string;
  readonly Code?: string;
  readonly $fault: string;
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId?: string };
}

interface Summary {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly fault: string;
  readonly status: number;
  readonly members: object;
}

function summaryOf(thrown: ShownError, members: object): Summary & { requestId: unknown } {
  const { name, message, Code: code, $fault: fault, $metadata } = thrown;
  const { httpStatusCode: status, requestId } = $metadata;
  const shown = Object.keys(members).map((member) => [member, thrown[member]]);
  return {
    name,
    message,
    code,
    fault,
    status,
    requestId,
    members: Object.fromEntries(shown) as object,
  };
}

interface Thrown {
  readonly shape: ErrorShape;
  readonly error: ServiceError;
  /** The errors that the client has a class for. */
  readonly known: readonly ErrorShape[];
}

function seenBy(dialogue: SdkDialogue, { shape, error, known }: Thrown): Summary {
  const isByCode = dialogue.protocol === 'query' || dialogue.hasQueryMode;
  const carriage = back(dialogue);
  const { code, fault } = shape;
  // By code, a client takes the error of that name, or else the first one with that code.
  const namesake =
    known.find(({ name }) => name === code) ?? known.find((each) => each.code === code);
  const isModelled = known.some(({ name }) => name === shape.name);
  return {
    name: isByCode ? (namesake?.name ?? code) : shape.name,
    message: carriage.text(error.message),
    code: isByCode ? code : undefined,
    fault: fault === 'Sender' ? 'client' : 'server',
    status: isByCode || !isModelled || shape.status >= 500 ? shape.status : 400,
    members: membersSeen(namesake, dialogue, carried(shape, error.members, carriage) as object),
  };
}

/** A client shows the members that the error has by which it goes, where it goes by its code. */
function membersSeen(
  namesake: ErrorShape | undefined,
  { protocol }: SdkDialogue,
  members: object,
): object {
  if (protocol !== 'query') return members;
  const names = new Set(namesake?.members.map(({ name }) => name));
  return Object.fromEntries(Object.entries(members).filter(([name]) => names.has(name)));
}

import type { HttpRequest } from '../../src/server/exchange.js';
import type { Random } from '../support/random.js';
import { modelOf } from '../wire/mirror.js';
import { randomInput } from '../wire/round-trip.js';
import type { SdkDialogue } from '../wire/sdk-dialogue.js';

/** A request as a client would send it, damaged on its way: in its head, its body, or both. */
export async function hostileRequest(
  dialogues: readonly SdkDialogue[],
  random: Random,
): Promise<HttpRequest> {
  const honest = await honestRequest(random.pick(dialogues), random);
  const headed = random.next() < 0.2 ? withTwistedHead(honest, random) : honest;
  if (random.next() < 0.1) return { ...headed, body: noise(random.below(200), random) };
  let { body, target } = headed;
  for (let damage = random.below(4); damage > 0; damage--) {
    if (headed.method === 'GET') target = damaged(Buffer.from(target), random).toString('latin1');
    else body = damaged(body, random);
  }
  return { ...headed, target, body };
}

async function honestRequest(dialogue: SdkDialogue, random: Random): Promise<HttpRequest> {
  const operation = random.pick([...modelOf(dialogue).shapes.values()]);
  let sent: HttpRequest | undefined;
  const answer = { status: 200, headers: {}, body: '' };
  // The client makes nothing of an empty answer; its request is all that is wanted.
  await dialogue
    .send(operation.name, randomInput(operation, random), (request) => {
      sent = request;
      return Promise.resolve(answer);
    })
    .catch(() => undefined);
  if (sent === undefined) throw new Error(`The client sent no ${operation.name}.`);
  return sent;
}

function withTwistedHead(request: HttpRequest, random: Random): HttpRequest {
  const [name, values] = random.pick(headTwists);
  const headers = { ...request.headers, [name]: random.pick(values) };
  return { ...request, method: random.pick(['POST', 'GET', 'PUT']), headers };
}

const headTwists: readonly [string, readonly (string | undefined)[]][] = [
  [
    'content-type',
    [
      undefined,
      '',
      'text/plain',
      'application/x-amz-json-1.0',
      'application/x-amz-json-1.1; charset=utf-8',
      'application/cbor',
      'application/x-www-form-urlencoded',
    ],
  ],
  ['content-encoding', ['gzip', 'GZIP', 'br', 'identity', 'aws-chunked', 'gzip, gzip', '']],
  ['smithy-protocol', ['rpc-v2-cbor', 'rpc-v2-json', '']],
  [
    'x-amz-target',
    [
      undefined,
      '',
      '.',
      'GraniteServiceVersion20100801',
      'GraniteServiceVersion20100801.__proto__',
      'GraniteServiceVersion20100801.constructor',
      'AnyScaleFrontendService.DescribeAlarms',
    ],
  ],
  ['x-amzn-query-mode', ['true', 'false', 'TRUE']],
];

function damaged(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const until = Math.min(bytes.length, at + random.below(12));
  const before = bytes.subarray(0, at);
  const part = bytes.subarray(at, until);
  const after = bytes.subarray(until);
  switch (random.below(7)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, part, part, after]);
    case 3:
      return Buffer.concat([before, noise(part.length, random), after]);
    case 4:
      return Buffer.concat([before, Buffer.from(random.pick(words)), part, after]);
    case 5:
      return Buffer.concat([before, Buffer.from(random.pick(cborHeads), 'hex'), after]);
    default:
      // A place of the body stands where another stood.
      return Buffer.concat([before, bytes.subarray(random.below(bytes.length + 1))]);
  }
}

function noise(length: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

const words = [
  '__proto__',
  '"__proto__":{"polluted":1},',
  '&__proto__.polluted=1',
  '&constructor.prototype.polluted=1',
  '.member.',
  '.member.1',
  '.entry.1.key',
  '&Action=DescribeAlarms',
  '%',
  '%00',
  '%ff',
  '+',
  '&',
  '=',
  '.',
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  'null',
  'true',
  'NaN',
  '"NaN"',
  '1e999',
  '-1e-999',
  '99999999999999999999',
  '\\u0000',
  '\\ud800',
  '\ufeff',
  '\0',
] as const;

/** Long counts, open maps and lists, breaks, tags, simple values and floats at their ends. */
const cborHeads = [
  '5bffffffffffffffff',
  '7b0020000000000000',
  '9bffffffffffffffff',
  'bb00000000ffffffff',
  '5f',
  '7f',
  '9f',
  'bf',
  'ff',
  'c1',
  'c0',
  'c2',
  'dbffffffffffffffff',
  'f6',
  'f7',
  'f8ff',
  'f97e00',
  'fa7f800000',
  'fbfff0000000000000',
  '1bffffffffffffffff',
  '3bffffffffffffffff',
] as const;

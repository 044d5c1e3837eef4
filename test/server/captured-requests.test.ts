import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { createAuthenticator } from '../../src/server/authentication.js';
import type { HttpRequest } from '../../src/server/exchange.js';
import { readRequest } from '../support/captured-call.js';
import {
  exampleKey,
  type Fixture,
  fixtureBytes,
  fixtureRoot,
  keysFor,
  parseRequest,
  readFixtures,
} from '../support/fixtures.js';
import { outcomeOf } from '../support/outcome.js';
import { Random } from '../support/random.js';
import { bareServices } from '../support/service-models.js';

describe('the captured requests', () => {
  const services = bareServices();

  for (const fixture of readFixtures()) {
    describe(`${fixture.case} (${fixture.client})`, () => {
      const bytes = fixtureBytes(fixture);
      const authenticate = authenticatorFor(fixture);

      it('is signed by the example key', () => {
        const { target, headers } = parseRequest(bytes);
        const scope = headers.authorization ?? target;
        expect(authenticate(parseRequest(bytes))).to.deep.equal({
          account: exampleKey.account,
          // What is no region of AWS, as `0` of the host 127.0.0.1, gives way to the default.
          region: awsScope.exec(scope)?.[1] ?? 'eu-west-3',
          accessKeyId: exampleKey.accessKeyId,
          arn: 'arn:aws:iam::123456789012:user/alice',
          user: 'alice',
          policies: undefined,
          sourceIp: undefined,
          isBodySigned: fixture.isBodySigned ?? true,
        });
      });

      it('asks for what botocore reads in it', async () => {
        const { answer, call, failure } = await readRequest(parseRequest(bytes), {
          services,
          keys: keysFor(fixture),
          now: new Date(fixture.signedAt),
        });
        const [service, operation] = fixture.case.split('/');
        const input: unknown = JSON.parse(
          readFileSync(`${fixtureRoot}/${fixture.case}.input.json`, 'utf8'),
        );
        expect({
          status: answer.status,
          service: call?.service.model.name,
          operation: call?.shape.name,
          input: JSON.parse(JSON.stringify(call?.input)) as unknown,
          failure,
        }).to.deep.equal({ status: 501, service, operation, input, failure: undefined });
      });

      it('is refused when any one signed byte is another', () => {
        const accepted: string[] = [];
        for (const { name, at } of signedBytes(fixture, bytes)) {
          const flipped = Buffer.from(bytes);
          flipped.writeUInt8(bytes.readUInt8(at) ^ 1, at);
          const outcome = outcomeOf(() => authenticate(parseRequest(flipped))).code;
          if (!refusals.has(outcome)) accepted.push(`${name} at ${at}: ${outcome}`);
        }
        expect(accepted).to.deep.equal([]);
      });
    });
  }
});

const awsScope = /(\w{2}-\w+-\d)(?:\/|%2F)(?:monitoring|autoscaling)(?:\/|%2F)aws4_request/;

function authenticatorFor(fixture: Fixture): (request: HttpRequest) => unknown {
  const keys = keysFor(fixture);
  const authenticate = createAuthenticator({ keys: () => keys, defaultRegion: 'eu-west-3' });
  return (request) => authenticate(request, new Date(fixture.signedAt));
}

const refusals = new Set([
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidParameterValue',
  'MalformedQueryString',
  'MissingAuthenticationToken',
  'MissingClientTokenId',
  'MissingParameter',
  'SignatureDoesNotMatch',
]);

interface SignedByte {
  readonly name: string;
  readonly at: number;
}

/** All bytes of the head that a signature covers, and all or a sample of the body's. */
function signedBytes(fixture: Fixture, bytes: Buffer): SignedByte[] {
  const headEnd = bytes.indexOf('\r\n\r\n');
  const head = bytes.toString('latin1', 0, headEnd);
  const [start = '', ...lines] = head.split('\r\n');
  const signedHeaders = /SignedHeaders=([^,]+)/.exec(head)?.[1]?.split(';') ?? ['host'];
  const covered = [...signedHeaders, 'authorization'];
  const target = start.slice(0, start.lastIndexOf(' '));
  const result = range('start line', 0, target.length).filter(({ at }) => start[at] !== ' ');
  let at = start.length + 2;
  for (const line of lines) {
    const name = line.slice(0, line.indexOf(':'));
    if (covered.includes(name.toLowerCase())) {
      result.push(...range(name, at, at + line.length).filter((byte) => head[byte.at] !== ' '));
    }
    at += line.length + 2;
  }
  if (fixture.isBodySigned === false) return result;
  return result.concat(sampleOf(range('body', headEnd + 4, bytes.length)));
}

function range(name: string, from: number, to: number): SignedByte[] {
  return Array.from({ length: to - from }, (_, index) => ({ name, at: from + index }));
}

const sampleCount = 200;

/** The first byte, the last one and a sample of those between. */
function sampleOf(all: readonly SignedByte[]): readonly SignedByte[] {
  if (all.length <= sampleCount) return all;
  const random = new Random(20_261_122);
  const between = Array.from({ length: sampleCount }, () => random.pick(all));
  return [...all.slice(0, 1), ...between, ...all.slice(-1)];
}

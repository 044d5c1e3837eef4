import { expect } from 'chai';
import { createAuthenticator } from '../../src/server/authentication.js';
import type { HttpRequest } from '../../src/server/exchange.js';
import { fixtureBytes, keysFor, parseRequest, readFixtures } from '../support/fixtures.js';
import { outcomeOf } from '../support/outcome.js';
import { Random } from '../support/random.js';
import { authenticate, signed, withHeaders } from '../support/signing.js';

/** Whatever is sent, the answer is an AWS error: what is thrown is never anything else. */
describe('authentication', () => {
  describe('refuses with an AWS error', () => {
    const cases: readonly [string, HttpRequest][] = [
      ['an Authorization of 100 KB', authorized(`AWS4-HMAC-SHA256 ${'x=y, '.repeat(20_000)}`)],
      ['an Authorization of 100 KB of blanks', authorized(`AWS4-${' '.repeat(100_000)}`)],
      ['an Authorization of commas', authorized(`AWS4-HMAC-SHA256 ${','.repeat(100_000)}`)],
      ['a credential of 100 KB of slashes', claimed(`Credential=${'/'.repeat(100_000)}`)],
      ['slashes that no end follows', claimed(`Credential=${'/'.repeat(100_000)}x/`)],
      ['two headers, which Node joins', authorized(`${authorization()}, ${authorization()}x`)],
      ['an Authorization with line feeds', authorized(authorization().replaceAll(', ', ',\n'))],
      ['an Authorization outside ASCII', authorized('AWS4-HMAC-SHA256 Crédential=é, Signature=ü')],
      ['no Host', withHeaders(signed(), { host: undefined })],
      ['an empty Host', withHeaders(signed(), { host: '' })],
      ['a date in the year 0', dated('00000101T000000Z')],
      ['a date in the year 9999', dated('99991231T235959Z')],
      ['a date of words', dated('now')],
      ['signed headers without a name', claimed('SignedHeaders=;;host;;')],
      ['signed headers of every object', claimed('SignedHeaders=__proto__;host;toString')],
      ['a target without a slash', { ...signed(), target: 'http://localhost/' }],
      ['a target with half a character', { ...signed(), target: '/?a=\ud800' }],
      ['a target with a stray escape', { ...signed(), target: '/?a=%' }],
      ['a method of line feeds', { ...signed(), method: 'POST\n/\n' }],
      ['an algorithm twice', { ...signed(), target: '/?X-Amz-Algorithm&X-Amz-Algorithm' }],
      ['a form that is no UTF-8', unsigned(Buffer.from('AWSAccessKeyId=a&b=\xff', 'latin1'))],
      ['a form with a stray escape', unsigned(Buffer.from('AWSAccessKeyId=a&b=%ff'))],
      ['a form of half a key', unsigned(Buffer.from('AWSAccessKeyId'))],
    ];
    for (const [name, request] of cases) {
      it(name, () => {
        const { code } = outcomeOf(() => authenticate(request));
        expect(code).to.not.be.oneOf(['accepted', 'bug']);
      });
    }
  });

  const seed = 84_925;
  it(`of captured requests with bytes lost, doubled or changed never fails (seed ${seed})`, () => {
    const random = new Random(seed);
    const fixtures = readFixtures();
    for (let round = 0; round < 4_000; round++) {
      const fixture = random.pick(fixtures);
      const keys = keysFor(fixture);
      const act = createAuthenticator({ keys: () => keys, defaultRegion: 'eu-west-3' });
      const bytes = mutated(fixtureBytes(fixture), random);
      const outcome = outcomeOf(() => act(parseRequest(bytes), new Date(fixture.signedAt)));
      expect(outcome.code, `round ${round}, ${fixture.case}: ${outcome.message}`).not.to.equal(
        'bug',
      );
    }
  });
});

function authorization(): string {
  return signed().headers.authorization ?? '';
}

function authorized(header: string): HttpRequest {
  return withHeaders(signed(), { authorization: header });
}

/** A complete claim, with one parameter put in place of its own. */
function claimed(parameter: string): HttpRequest {
  const name = parameter.slice(0, parameter.indexOf('='));
  return authorized(authorization().replace(new RegExp(`${name}=[^,]+`), parameter));
}

function dated(date: string): HttpRequest {
  return signed({ headers: { 'x-amz-date': date } });
}

function unsigned(body: Buffer): HttpRequest {
  return { method: 'POST', target: '/', headers: { host: 'localhost' }, body };
}

/** Mostly in the head, where the signature is. */
function mutated(bytes: Buffer, random: Random): Buffer {
  const mutation = random.below(4);
  const at = random.below(Math.min(bytes.length, 1_200));
  const until = Math.min(bytes.length, at + random.below(30));
  const [before, part, after] = [
    bytes.subarray(0, at),
    bytes.subarray(at, until),
    bytes.subarray(until),
  ];
  if (mutation === 0) return Buffer.concat([before, after]);
  if (mutation === 1) return Buffer.concat([before, part, part, after]);
  const noise = Buffer.from(Array.from(part, () => random.below(256)));
  if (mutation === 2) return Buffer.concat([before, noise, after]);
  return Buffer.concat([before, Buffer.from(random.pick(words)), after]);
}

const words = [
  '%',
  '%zz',
  '&',
  '=',
  ';',
  '\r\n',
  '\0',
  '/../',
  'X-Amz-Algorithm=',
  '__proto__',
  'é',
];

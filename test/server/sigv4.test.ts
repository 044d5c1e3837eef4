import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { createAuthenticator } from '../../src/server/authentication.js';
import type { HttpRequest } from '../../src/server/exchange.js';
import { exampleKey, keysOf } from '../support/fixtures.js';
import { outcomeOf } from '../support/outcome.js';
import {
  authenticate,
  signed,
  signedAt,
  type Unsigned,
  withAuthorization,
  withHeaders,
} from '../support/signing.js';

const accepted = { code: 'accepted', message: '' };
const hashHeader = 'x-amz-content-sha256';
const unsignedPayload = 'UNSIGNED-PAYLOAD';
const httpDate = 'Thu, 15 May 2025 15:00:00 GMT';
const signedNames = 'host;x-amz-date';
const outOfOrder = 'x-amz-date;host';
const extra: Unsigned = { headers: { 'x-extra': 'a' } };
const many = `/?${Array.from({ length: 1000 }, (_, index) => `p${index}=1`).join('&')}`;

describe('a SigV4 signature in the header', () => {
  describe('is taken', () => {
    const cases: readonly [string, HttpRequest][] = [
      ['over an empty body', signed()],
      ['over a body', signed({ body: 'Action=ListMetrics&Version=2010-08-01' })],
      ['over a query', signed({ target: '/?Action=ListMetrics&b=2&a=1%2B%20%7E' })],
      ['over the path /v1/', signed({ target: '/v1/' })],
      ['over User-Agent, which aws4 would leave out', signed({ headers: { 'user-agent': 'x' } })],
      ['over a header of UTF-8 bytes', withUtf8Header()],
      ['over a header with runs of blanks', signed({ headers: { 'x-amz-meta': ' a   b ' } })],
      ['with the hash of the body beside it', withHeaders(signed(), { [hashHeader]: hashOf('') })],
      ['over the hash of the body', signed({ headers: { [hashHeader]: hashOf('') } })],
      [
        'with a Date header alone',
        signed({ headers: { 'x-amz-date': undefined, date: httpDate } }),
      ],
      ['with tabs between its parts', reworded((text) => text.replaceAll(', ', ' ,\t '))],
      ['with commas alone between its parts', reworded((text) => text.replaceAll(', ', ','))],
      ['with slashes behind its scope', reworded((text) => text.replace('request,', 'request//,'))],
    ];
    for (const [name, request] of cases) {
      it(name, () => {
        expect(outcomeOf(() => authenticate(request))).to.deep.equal(accepted);
      });
    }

    it('five minutes before and behind its date', () => {
      const outcomes = [-5, 5].map((minutes) => outcomeAt(minutes * 60));
      expect(outcomes).to.deep.equal([accepted, accepted]);
    });

    it('in the real time while a test clock runs', () => {
      const keys = keysOf(exampleKey);
      const authenticateAt = createAuthenticator({
        keys: () => keys,
        defaultRegion: 'eu-west-3',
        realNow: () => signedAt,
      });
      const simulated = new Date('2030-01-01T00:00:00Z');
      expect(authenticateAt(signed(), simulated).accessKeyId).to.equal('AKIDEXAMPLE');
    });

    it('and is told of the clock that it is nearest to', () => {
      const keys = keysOf(exampleKey);
      const authenticateAt = createAuthenticator({
        keys: () => keys,
        defaultRegion: 'eu-west-3',
        realNow: () => new Date(signedAt.getTime() + 360_000),
      });
      const simulated = new Date('2010-01-01T00:00:00Z');
      expect(() => authenticateAt(signed(), simulated)).to.throw('Signature expired: ');
    });
  });

  describe('is taken with the scope as sent', () => {
    const cases: readonly [scope: Unsigned, region: string][] = [
      [{ region: 'eu-central-1', service: 'monitoring' }, 'eu-central-1'],
      [{ region: 'us-west-2', service: 'autoscaling' }, 'us-west-2'],
      [{ region: 'us-gov-west-1', service: 'monitoring' }, 'us-gov-west-1'],
      [{ region: 'eusc-de-east-1', service: 'monitoring' }, 'eusc-de-east-1'],
      [{ region: 'localhost', service: 'localhost' }, 'eu-west-3'],
      [{ region: '0', service: '127' }, 'eu-west-3'],
      [{ region: 'us-east-1', service: 's3' }, 'us-east-1'],
      [{ region: 'us-east-1', service: 'codecommit' }, 'us-east-1'],
    ];
    for (const [scope, region] of cases) {
      it(`${scope.region ?? ''}/${scope.service ?? ''}, for ${region}`, () => {
        expect(authenticate(signed(scope)).region).to.equal(region);
      });
    }
  });

  describe('does not fit', () => {
    const cases: readonly [string, HttpRequest][] = [
      ['another secret', signed({ key: { ...exampleKey, secretAccessKey: 'another' } })],
      ['another body', { ...signed({ body: 'a' }), body: Buffer.from('b') }],
      ['another body that the hash header vouches for', vouched('a', 'b')],
      ['a body that is declared unsigned', signed({ headers: { [hashHeader]: unsignedPayload } })],
      ['a body declared unsigned, unsigned', withHeaders(signed(), { [hashHeader]: 'x' })],
      ['a path that only resolves to the same', { ...signed(), target: '/a/..' }],
      ['a path with a slash more', { ...signed({ target: '/v1/' }), target: '//v1/' }],
      ['a path with a stray percent sign', { ...signed(), target: '/%zz' }],
      ['a parameter more', { ...signed({ target: '/?a=1' }), target: '/?a=1&b=2' }],
      ['a parameter without a name more', { ...signed({ target: '/?a=1' }), target: '/?a=1&=2' }],
      ['__proto__ more', { ...signed({ target: '/?a=1' }), target: '/?a=1&__proto__=2' }],
      // Node's querystring, which aws4 reads queries with, stops after a thousand parameters.
      ['a parameter more than a thousand', { ...signed({ target: many }), target: `${many}&z=1` }],
      ['header names out of order', reworded((text) => text.replace(signedNames, outOfOrder))],
      ['a signed header that is missing', withHeaders(signed(extra), { 'x-extra': undefined })],
      ['a signed header that is another', withHeaders(signed(extra), { 'x-extra': 'b' })],
      [
        'a header that every object has',
        reworded((text) => text.replace('host;', 'constructor;host;')),
      ],
      ['a signature in capitals', reworded(inCapitals)],
      ['a signature cut short', reworded((text) => text.slice(0, -1))],
    ];
    const message =
      'The request signature we calculated does not match the signature you provided. Check your ' +
      'AWS Secret Access Key and signing method. Consult the service documentation for details.';
    for (const [name, request] of cases) {
      it(name, () => {
        const outcome = outcomeOf(() => authenticate(request));
        expect(outcome).to.deep.equal({ code: 'SignatureDoesNotMatch', message });
      });
    }
  });

  describe('is refused outside its time, in the words recorded from AWS', () => {
    const cases: readonly [seconds: number, message: string][] = [
      [
        301,
        'Signature expired: 20250515T150000Z is now earlier than 20250515T150001Z ' +
          '(20250515T150501Z - 5 min.)',
      ],
      [
        -301,
        'Signature not yet current: 20250515T150000Z is still later than 20250515T145959Z ' +
          '(20250515T145459Z + 5 min.)',
      ],
    ];
    for (const [seconds, message] of cases) {
      it(`${seconds} seconds behind its date`, () => {
        expect(outcomeAt(seconds)).to.deep.equal({ code: 'SignatureDoesNotMatch', message });
      });
    }
  });
});

function outcomeAt(secondsBehind: number): unknown {
  const now = new Date(signedAt.getTime() + secondsBehind * 1000);
  return outcomeOf(() => authenticate(signed(), exampleKey, now));
}

function hashOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}

/** Signed over one body and sent with another, and with the hash of the one that was signed. */
function vouched(signedBody: string, sentBody: string): HttpRequest {
  const headers = { [hashHeader]: hashOf(signedBody) };
  return { ...signed({ headers, body: signedBody }), body: Buffer.from(sentBody) };
}

function reworded(change: (authorization: string) => string): HttpRequest {
  return withAuthorization(signed(), change);
}

function inCapitals(authorization: string): string {
  return authorization.replace(/[0-9a-f]{64}$/, (signature) => signature.toUpperCase());
}

/** Signed as text, sent as bytes, which Node hands on as Latin 1. */
function withUtf8Header(): HttpRequest {
  const bytes = Buffer.from('é').toString('latin1');
  return withHeaders(signed({ headers: { 'x-extra': 'é' } }), { 'x-extra': bytes });
}

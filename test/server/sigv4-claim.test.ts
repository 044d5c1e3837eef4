import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { HttpRequest } from '../../src/server/exchange.js';
import { exampleKey } from '../support/fixtures.js';
import { outcomeOf } from '../support/outcome.js';
import { authenticate, presigned, signed, withAuthorization } from '../support/signing.js';

const missingInQuery = 'Request is missing Authentication Token';
const missingInJson = 'Missing Authentication Token';

/**
 * Texts as AWS answers them: those of DynamoDB's front end, which these services share, as dynalite
 * and scratchstack recorded them, with the header hashed as AWS writes it today.
 */
describe('a claim of a SigV4 signature', () => {
  const noDate =
    "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  const requires = (name: string): string => `Authorization header requires '${name}' parameter. `;

  describe('that is incomplete names all that is missing', () => {
    const cases: readonly [authorization: string, hasDate: boolean, faults: string][] = [
      [
        'AWS4-HMAC-SHA256',
        false,
        `${requires('Credential')}${requires('Signature')}${requires('SignedHeaders')}${noDate}`,
      ],
      ['AWS4-HMAC-SHA256 Credential=a, Signature=b', true, requires('SignedHeaders')],
      ['AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b', true, requires('Signature')],
      ['AWS4-HMAC-SHA256 Signature=a, SignedHeaders=b', true, requires('Credential')],
      ['AWS4-HMAC-SHA256 Credential=, Signature=a, SignedHeaders=b', true, requires('Credential')],
      ['AWS4-HMAC-SHA256 Credential=a, Signature=b, SignedHeaders=c', false, noDate],
    ];
    for (const [authorization, hasDate, faults] of cases) {
      it(`${authorization}${hasDate ? '' : ', and no date'}`, () => {
        const headers = { 'x-amz-date': hasDate ? '20250515T150000Z' : undefined, host: 'x' };
        const request = withAuthorization(signed({ headers }), () => authorization);
        const hash = sha256(authorization);
        const echo = `(Hashed with SHA-256 and encoded with Base64) Authorization=${hash}`;
        expect(outcomeOf(() => authenticate(request))).to.deep.equal({
          code: 'IncompleteSignature',
          message: faults + echo,
        });
      });
    }
  });

  describe('that is malformed is refused', () => {
    const cases: readonly [string, HttpRequest, string, string][] = [
      [
        'a parameter without a value',
        withAuthorization(signed(), () => 'AWS4-HMAC-SHA256 Credential'),
        'IncompleteSignature',
        missingEqualSign('AWS4-HMAC-SHA256 Credential'),
      ],
      [
        'another algorithm',
        reworded('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA1'),
        'IncompleteSignature',
        "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1' (only AWS4-HMAC-SHA256 for now). ",
      ],
      [
        'the algorithm of several regions, which only S3 has',
        reworded('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256'),
        'IncompleteSignature',
        "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256' (only AWS4-HMAC-SHA256 for now). ",
      ],
      [
        'a credential of four parts',
        reworded('/monitoring', ''),
        'IncompleteSignature',
        'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/' +
          "term, got 'AKIDEXAMPLE/20250515/us-east-1/aws4_request'",
      ],
      [
        'a Host that is not signed',
        reworded('host;', ''),
        'SignatureDoesNotMatch',
        "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
      ],
      [
        'a scope that is wrong in every part',
        reworded('20250515/us-east-1/monitoring/aws4_request', '20250514//monitoring/aws3_request'),
        'SignatureDoesNotMatch',
        "Credential should be scoped to a valid region, not ''. " +
          "Credential should be scoped with a valid terminator: 'aws4_request', " +
          "not 'aws3_request'. Date in Credential scope does not match YYYYMMDD from ISO-8601 " +
          "version of date from HTTP: '20250514' != '20250515', from '20250515T150000Z'.",
      ],
      [
        'a key that nobody has',
        signed({ key: { ...exampleKey, accessKeyId: 'AKIDNOBODY' } }),
        'InvalidClientTokenId',
        'The security token included in the request is invalid.',
      ],
      [
        'a signature in the query beside it',
        { ...presigned(), headers: { ...signed().headers } },
        'SignatureDoesNotMatch',
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
      ],
    ];
    for (const [name, request, code, message] of cases) {
      it(name, () => {
        expect(outcomeOf(() => authenticate(request))).to.deep.equal({ code, message });
      });
    }
  });

  describe('with a date in another form is refused', () => {
    const dates = [
      '2025-05-15T15:00:00Z',
      '20250515',
      '20251315T150000Z',
      '20250532T150000Z',
      '20250515T250000Z',
      '20250515T156000Z',
      '20250515T150000',
      'Thu, 15 May 2025 15:00:00 CEST',
      '٢٠٢٥٠٥١٥T150000Z',
    ];
    for (const date of dates) {
      it(date, () => {
        const request = signed({ headers: { 'x-amz-date': date } });
        const message =
          `Date must be in ISO-8601 'basic format'. Got '${date}'. ` +
          'See http://en.wikipedia.org/wiki/ISO_8601';
        const outcome = outcomeOf(() => authenticate(request));
        expect(outcome).to.deep.equal({ code: 'IncompleteSignature', message });
      });
    }
  });

  describe('that is none', () => {
    const cases: readonly [string, HttpRequest, string][] = [
      ['no header at all', unsigned({}), missingInQuery],
      ['a header of another kind', unsigned({ authorization: 'Bearer abc' }), missingInQuery],
      ['an empty header', unsigned({ authorization: '' }), missingInQuery],
      ['in JSON', unsigned({ 'content-type': 'application/x-amz-json-1.0' }), missingInJson],
      ['in CBOR', unsigned({ 'smithy-protocol': 'rpc-v2-cbor' }), missingInJson],
    ];
    for (const [name, request, message] of cases) {
      it(`${name} is missed`, () => {
        const outcome = outcomeOf(() => authenticate(request));
        expect(outcome).to.deep.equal({ code: 'MissingAuthenticationToken', message });
      });
    }
  });

  describe('of temporary credentials', () => {
    const token = 'FQoGZXIvYXdzEXAMPLE+token/==';
    const temporary = { ...exampleKey, sessionToken: token };
    const shown = { headers: { 'x-amz-security-token': token } };
    const another = { headers: { 'x-amz-security-token': 'FQoGZXIvYXdzEXAMPLE+token/=!' } };
    const accepted = { code: 'accepted', message: '' };
    const invalid = {
      code: 'InvalidClientTokenId',
      message: 'The security token included in the request is invalid.',
    };
    const cases = [
      { name: 'is taken with the token', request: signed(shown), key: temporary, accepted: true },
      { name: 'is refused without it', request: signed(), key: temporary, accepted: false },
      {
        name: 'is refused with another',
        request: signed(another),
        key: temporary,
        accepted: false,
      },
      {
        name: 'is refused of a lasting key',
        request: signed(shown),
        key: exampleKey,
        accepted: false,
      },
      {
        name: 'is taken with the token in the query',
        request: presigned({ sessionToken: token }),
        key: temporary,
        accepted: true,
      },
    ];
    for (const { name, request, key, accepted: isAccepted } of cases) {
      it(name, () => {
        const outcome = outcomeOf(() => authenticate(request, key));
        expect(outcome).to.deep.equal(isAccepted ? accepted : invalid);
      });
    }
  });
});

function missingEqualSign(authorization: string): string {
  const fault = 'Invalid key=value pair (missing equal-sign) in Authorization header';
  const hash = sha256(authorization);
  return `${fault} (hashed with SHA-256 and encoded with Base64): '${hash}'.`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function reworded(from: string, to: string): HttpRequest {
  return withAuthorization(signed(), (authorization) => authorization.replace(from, to));
}

function unsigned(headers: HttpRequest['headers']): HttpRequest {
  const body = Buffer.from('Action=ListMetrics');
  return { method: 'POST', target: '/', headers: { host: 'localhost', ...headers }, body };
}

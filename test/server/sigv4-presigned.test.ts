import { expect } from 'chai';
import type { HttpRequest } from '../../src/server/exchange.js';
import { exampleKey } from '../support/fixtures.js';
import { outcomeOf } from '../support/outcome.js';
import {
  authenticate,
  presigned,
  signedAt,
  type Unsigned,
  withHeaders,
} from '../support/signing.js';

describe('a presigned URL', () => {
  const listMetrics = '/?Action=ListMetrics&Version=2010-08-01';
  const json = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics',
  };

  describe('is taken', () => {
    const cases: readonly [string, HttpRequest][] = [
      ['by GET', presigned()],
      ['by POST with a body under the signature', presigned({ method: 'POST', body: 'a=b' })],
      ['for a JSON target under the signature', presigned({ method: 'POST', headers: json })],
    ];
    for (const [name, request] of cases) {
      it(name, () => {
        expect(outcomeOf(() => authenticate(request)).code).to.equal('accepted');
      });
    }
  });

  describe('is good', () => {
    const cases: readonly [expires: string, seconds: number, isGood: boolean][] = [
      ['', 300, true],
      ['', 301, false],
      ['60', 60, true],
      ['60', 61, false],
      ['60', -300, true],
      ['60', -301, false],
      ['604800', 604_800, true],
      ['604800', 604_801, false],
      ['0', 1, false],
    ];
    for (const [expires, seconds, isGood] of cases) {
      const how = expires === '' ? 'without X-Amz-Expires' : `of ${expires} seconds`;
      it(`${how}: ${seconds} seconds on, ${isGood ? 'yes' : 'no'}`, () => {
        const target = expires === '' ? listMetrics : `${listMetrics}&X-Amz-Expires=${expires}`;
        const outcome = outcomeAfter(seconds, { target });
        expect(outcome.code).to.equal(isGood ? 'accepted' : 'SignatureDoesNotMatch');
      });
    }

    it('and tells when it was', () => {
      const outcome = outcomeAfter(3601, { target: `${listMetrics}&X-Amz-Expires=3600` });
      expect(outcome.message).to.equal(
        'Signature expired: 20250515T150000Z is now earlier than 20250515T150001Z ' +
          '(20250515T160001Z - 60 min.)',
      );
    });
  });

  describe('is refused', () => {
    const must = (name: string): string => `AWS query-string parameters must include '${name}'. `;
    const examine = 'Re-examine the query-string parameters.';
    const differs =
      'The request signature we calculated does not match the signature you provided. Check your ' +
      'AWS Secret Access Key and signing method. Consult the service documentation for details.';
    const cases: readonly [string, HttpRequest, string, string][] = [
      [
        'with nothing but an algorithm',
        { ...presigned(), target: '/?X-Amz-Algorithm' },
        'IncompleteSignature',
        must('X-Amz-Algorithm') +
          must('X-Amz-Credential') +
          must('X-Amz-Signature') +
          must('X-Amz-SignedHeaders') +
          must('X-Amz-Date') +
          examine,
      ],
      [
        'without its signature',
        without('X-Amz-Signature'),
        'IncompleteSignature',
        must('X-Amz-Signature') + examine,
      ],
      [
        'for longer than a week',
        presigned({ target: `${listMetrics}&X-Amz-Expires=604801` }),
        'IncompleteSignature',
        'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires ' +
          'must be less than 604800 seconds',
      ],
      [
        'for a negative time',
        presigned({ target: `${listMetrics}&X-Amz-Expires=-1` }),
        'IncompleteSignature',
        'X-Amz-Expires must be non-negative',
      ],
      [
        'for no time',
        presigned({ target: `${listMetrics}&X-Amz-Expires=1h` }),
        'IncompleteSignature',
        'X-Amz-Expires should be a number',
      ],
      [
        'with a comma in its region, which would make two scopes one',
        presigned({ region: 'us-east-1,x' }),
        'SignatureDoesNotMatch',
        "Credential should be scoped to a valid region, not 'us-east-1,x'.",
      ],
      [
        'for a JSON target that anyone could choose',
        withHeaders(presigned({ method: 'POST' }), json),
        'SignatureDoesNotMatch',
        "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.",
      ],
      [
        'with a body that is not under the signature',
        { ...presigned({ method: 'POST' }), body: Buffer.from('Action=DeleteAlarms') },
        'SignatureDoesNotMatch',
        differs,
      ],
      [
        'with a scope of S3, for which aws4 leaves the body out',
        presigned({ service: 's3' }),
        'SignatureDoesNotMatch',
        differs,
      ],
      [
        'with a parameter more',
        { ...presigned(), target: `${presigned().target}&Namespace=x` },
        'SignatureDoesNotMatch',
        differs,
      ],
      [
        'with a parameter twice',
        { ...presigned(), target: `${presigned().target}&Action=DeleteAlarms` },
        'MalformedQueryString',
        'The parameter Action was given more than once.',
      ],
    ];
    for (const [name, request, code, message] of cases) {
      it(name, () => {
        expect(outcomeOf(() => authenticate(request))).to.deep.equal({ code, message });
      });
    }
  });
});

function outcomeAfter(seconds: number, unsigned: Unsigned): { code: string; message: string } {
  const now = new Date(signedAt.getTime() + seconds * 1000);
  return outcomeOf(() => authenticate(presigned(unsigned), exampleKey, now));
}

function without(name: string): HttpRequest {
  const { target, ...rest } = presigned();
  return { ...rest, target: target.replace(new RegExp(`&${name}=[^&]*`), '') };
}

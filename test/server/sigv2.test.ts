import { expect } from 'chai';
import type { HttpRequest } from '../../src/server/exchange.js';
import { exampleKey } from '../support/fixtures.js';
import { outcomeOf } from '../support/outcome.js';
import { authenticate, signedAt } from '../support/signing.js';
import { signedByV2, signedUrl } from '../support/sigv2-signing.js';

const in60Seconds = '2025-05-15T15:01:00Z';

describe('a SigV2 signature', () => {
  describe('is taken', () => {
    const cases: readonly [string, HttpRequest][] = [
      ['in a query by GET', signedByV2({ method: 'GET' })],
      ['in a form by POST', signedByV2({ method: 'POST' })],
      ['in a form under /v1/', signedByV2({ method: 'POST', path: '/v1/' })],
      ['by HmacSHA1', signedByV2({ method: 'GET', parameters: { SignatureMethod: 'HmacSHA1' } })],
      [
        'over a host with a port',
        signedByV2({ host: '127.0.0.1:8003', signedHost: '127.0.0.1:8003' }),
      ],
      [
        'over a host without its port',
        signedByV2({ host: '127.0.0.1:8003', signedHost: '127.0.0.1' }),
      ],
      ['over a host in capitals', signedByV2({ host: 'LocalHost', signedHost: 'localhost' })],
      ['over characters outside ASCII', signedByV2({ parameters: { Namespace: "é ~*'()!+&=/" } })],
      [
        'until it expires',
        signedByV2({ parameters: { Timestamp: undefined, Expires: in60Seconds } }),
      ],
      [
        'with a time without a zone',
        signedByV2({ parameters: { Timestamp: '2025-05-15T15:00:00' } }),
      ],
    ];
    for (const [name, request] of cases) {
      it(name, () => {
        expect(outcomeOf(() => authenticate(request)).code).to.equal('accepted');
      });
    }
  });

  it('is made in the region that the host names, or in the default one', () => {
    const hosts = [
      'monitoring.us-west-2.amazonaws.com',
      'monitoring.amazonaws.com',
      'localhost:80',
    ];
    const regions = hosts.map(
      (host) => authenticate(signedByV2({ host, signedHost: host })).region,
    );
    expect(regions).to.deep.equal(['us-west-2', 'eu-west-3', 'eu-west-3']);
  });

  describe('covers the body', () => {
    const posted = Buffer.from('{"current": "alarm"}');
    const cases: readonly [string, HttpRequest, boolean][] = [
      ['when it lies there', signedByV2({ method: 'POST' }), true],
      ['when there is none', signedByV2({ method: 'GET' }), true],
      ['not when it lies in the query', { ...signedUrl('POST'), body: posted }, false],
    ];
    for (const [name, request, isBodySigned] of cases) {
      it(name, () => {
        expect(authenticate(request).isBodySigned).to.equal(isBodySigned);
      });
    }
  });

  describe('is good for a quarter of an hour', () => {
    const cases: readonly [seconds: number, code: string, message: string][] = [
      [900, 'accepted', ''],
      [901, 'RequestExpired', 'Request has expired. Timestamp date is 2025-05-15T15:00:00Z'],
      [-900, 'accepted', ''],
      [
        -901,
        'RequestExpired',
        'The date stamp on the request is more than 15 minutes in the future.',
      ],
    ];
    for (const [seconds, code, message] of cases) {
      it(`${seconds} seconds on: ${code}`, () => {
        const now = new Date(signedAt.getTime() + seconds * 1000);
        const outcome = outcomeOf(() => authenticate(signedByV2(), exampleKey, now));
        expect(outcome).to.deep.equal({ code, message });
      });
    }
  });

  describe('is refused', () => {
    const differs =
      'The request signature we calculated does not match the signature you provided. Check your ' +
      'AWS Secret Access Key and signing method. Consult the service documentation for details.';
    const cases: readonly [string, HttpRequest, string, string][] = [
      [
        'without a key',
        signedByV2({ parameters: { AWSAccessKeyId: undefined } }),
        'MissingClientTokenId',
        'Request must contain either a valid (registered) AWS access key ID or X.509 certificate.',
      ],
      [
        'of a key that nobody has',
        signedByV2({ parameters: { AWSAccessKeyId: 'AKIDNOBODY' } }),
        'InvalidClientTokenId',
        'The security token included in the request is invalid.',
      ],
      [
        'without a signature',
        {
          ...signedUrl('GET'),
          target: '/?AWSAccessKeyId=a&SignatureVersion=2&SignatureMethod=HmacSHA256',
        },
        'MissingParameter',
        'The request must contain the parameter Signature.',
      ],
      [
        'of version 1',
        signedByV2({ parameters: { SignatureVersion: '1' } }),
        'InvalidParameterValue',
        'Value (1) for parameter SignatureVersion is invalid. Valid Signature versions are 2.',
      ],
      [
        'by another method',
        signedByV2({ parameters: { SignatureMethod: 'HmacMD5' } }),
        'InvalidParameterValue',
        'Value (HmacMD5) for parameter SignatureMethod is invalid. Unknown signature method.',
      ],
      [
        'without a time',
        signedByV2({ parameters: { Timestamp: undefined } }),
        'MissingParameter',
        'The request must contain the parameter Timestamp.',
      ],
      [
        'at no time',
        signedByV2({ parameters: { Timestamp: 'yesterday' } }),
        'InvalidParameterValue',
        'Value (yesterday) for parameter Timestamp is invalid. Must be in ISO8601 format.',
      ],
      [
        'when it has expired',
        signedByV2({ parameters: { Timestamp: undefined, Expires: '2025-05-15T14:59:59Z' } }),
        'RequestExpired',
        'Request has expired. Expires date is 2025-05-15T14:59:59Z',
      ],
      ['of another secret', signedByV2({ secret: 'another' }), 'SignatureDoesNotMatch', differs],
      [
        'over another host',
        signedByV2({ host: 'localhost', signedHost: 'elsewhere' }),
        'SignatureDoesNotMatch',
        differs,
      ],
      [
        'with a parameter more',
        { ...signedUrl('GET'), target: `${signedUrl('GET').target}&Namespace=x` },
        'SignatureDoesNotMatch',
        differs,
      ],
      [
        'on a JSON request, of which it would cover nothing',
        {
          ...signedUrl('POST'),
          headers: { host: 'localhost', 'content-type': 'application/x-amz-json-1.0' },
        },
        'MissingAuthenticationToken',
        'Missing Authentication Token',
      ],
    ];
    for (const [name, request, code, message] of cases) {
      it(name, () => {
        expect(outcomeOf(() => authenticate(request))).to.deep.equal({ code, message });
      });
    }
  });
});

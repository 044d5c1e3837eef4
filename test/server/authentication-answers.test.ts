import { expect } from 'chai';
import type { HttpRequest } from '../../src/server/exchange.js';
import { CborReader } from '../../src/wire/cbor-bytes.js';
import { readRequest, type Reading } from '../support/captured-call.js';
import { exampleKey, keysOf } from '../support/fixtures.js';
import { bareServices } from '../support/service-models.js';
import { presigned, signed, signedAt } from '../support/signing.js';
import { signedUrl } from '../support/sigv2-signing.js';

describe('the answer to a request', () => {
  describe('of an unknown key', () => {
    const nobody = { ...exampleKey, accessKeyId: 'AKIDNOBODY' };
    const message = 'The security token included in the request is invalid.';
    const queryMode = { 'x-amzn-query-mode': 'true' };
    const json = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics',
    };

    it('is XML in Query', async () => {
      const body = 'Action=ListMetrics&Version=2010-08-01';
      const { answer } = await answerTo(signed({ key: nobody, body }));
      expect(answer.status).to.equal(403);
      expect(answer.body.toString()).to.equal(
        '<ErrorResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><Error>' +
          `<Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>${message}</Message>` +
          `</Error><RequestId>${answer.headers['x-amzn-RequestId'] ?? ''}</RequestId>` +
          '</ErrorResponse>',
      );
    });

    it('is a typed object in JSON, and repeats the Query code in a header', async () => {
      const headers = { ...json, ...queryMode };
      const { answer } = await answerTo(signed({ key: nobody, headers, body: '{}' }));
      expect(answer.status).to.equal(403);
      expect(answer.headers['x-amzn-query-error']).to.equal('InvalidClientTokenId;Sender');
      expect(JSON.parse(answer.body.toString())).to.deep.equal({
        __type: 'com.amazon.coral.service#UnrecognizedClientException',
        message,
      });
    });

    it('is a typed map in CBOR', async () => {
      const target = '/service/GraniteServiceVersion20100801/operation/ListMetrics';
      const headers = { 'smithy-protocol': 'rpc-v2-cbor' };
      const { answer } = await answerTo(signed({ key: nobody, target, headers }));
      expect(answer.status).to.equal(403);
      expect({
        ...(new CborReader(Buffer.from(answer.body)).readDocument() as object),
      }).to.deep.equal({
        __type: 'com.amazon.coral.service#UnrecognizedClientException',
        message,
      });
    });
  });

  it('to a request without a signature is that of the service whose version it names', async () => {
    const request = signed({ body: 'Action=DescribeAutoScalingGroups&Version=2011-01-01' });
    const headers = { ...request.headers, authorization: undefined };
    const { answer } = await answerTo({ ...request, headers });
    expect([answer.status, answer.body.toString()]).to.deep.equal([
      403,
      '<ErrorResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><Error>' +
        '<Type>Sender</Type><Code>MissingAuthenticationToken</Code>' +
        '<Message>Missing Authentication Token</Message></Error>' +
        `<RequestId>${answer.headers['x-amzn-RequestId'] ?? ''}</RequestId></ErrorResponse>`,
    ]);
  });

  it('to a URL of SigV2 pays no heed to the body, which anyone may have written', async () => {
    const body = Buffer.from('Action=DeleteAlarms&AlarmNames.member.1=a');
    const headers = { host: 'localhost', 'content-encoding': 'gzip' };
    const { call } = await answerTo({ ...signedUrl('POST'), body, headers });
    expect(call?.shape.name).to.equal('ListMetrics');
  });

  it('to a presigned URL serves what it names', async () => {
    const { call } = await answerTo(presigned());
    expect(call?.shape.name).to.equal('ListMetrics');
  });
});

function answerTo(request: HttpRequest): Promise<Reading> {
  return readRequest(request, {
    services: bareServices(),
    keys: keysOf(exampleKey),
    now: signedAt,
  });
}

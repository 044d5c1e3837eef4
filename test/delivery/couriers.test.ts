import { expect } from 'chai';
import type { OutgoingMessage } from '../../src/delivery/courier.js';
import { createCourier } from '../../src/delivery/couriers.js';
import { type Endpoints, parseEndpoint, parseSigner } from '../../src/delivery/endpoints.js';
import { type FakeEndpoint, openEndpoint } from '../support/endpoint.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:alarms';

describe('the couriers', () => {
  let endpoint: FakeEndpoint;

  beforeEach(async () => {
    endpoint = await openEndpoint();
  });

  afterEach(async () => {
    await endpoint.close();
  });

  const endpoints = (...kinds: readonly (keyof Endpoints)[]): Endpoints => ({
    ...{ sns: undefined, sqs: undefined, lambda: undefined, ec2: undefined, ssm: undefined },
    ...{ logs: undefined },
    ...{ webhook: undefined, signer: { accessKeyId: 'AKID', secretAccessKey: 'secret' } },
    ...Object.fromEntries(kinds.map((kind) => [kind, new URL(endpoint.url)])),
  });
  const message = (given: Partial<OutgoingMessage>): OutgoingMessage => ({
    ...{ id: 'id-1', targetArn: topic, subject: 'Hello', body: '{"a":1}' },
    ...given,
  });
  const form = (): Readonly<Record<string, string>> =>
    Object.fromEntries(new URLSearchParams(endpoint.received[0]?.body));

  it('publish to topics, signed for SNS in the region of the ARN', async () => {
    const courier = createCourier(endpoints('sns'));
    expect(await courier.send(message({}))).to.deep.equal({ kind: 'delivered' });
    expect(form()).to.deep.equal({
      ...{ Action: 'Publish', Version: '2010-03-31', TopicArn: topic },
      ...{ Subject: 'Hello', Message: '{"a":1}' },
    });
    expect(endpoint.received[0]?.headers.authorization).to.match(
      /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/us-east-1\/sns\/aws4_request, SignedHeaders=/,
    );
  });

  it('put repeats to a FIFO topic under one id', async () => {
    const courier = createCourier(endpoints('sns'));
    await courier.send(message({ targetArn: `${topic}.fifo` }));
    const { MessageGroupId, MessageDeduplicationId } = form();
    expect([MessageGroupId, MessageDeduplicationId]).to.deep.equal(['updraft', 'id-1']);
  });

  it('send to queues', async () => {
    const targetArn = 'arn:aws:sqs:us-east-1:000000000000:jobs';
    const end = await createCourier(endpoints('sqs')).send(message({ targetArn }));
    expect(end).to.deep.equal({ kind: 'delivered' });
    expect(form()).to.deep.equal({
      ...{ Action: 'SendMessage', Version: '2012-11-05', MessageBody: '{"a":1}' },
      QueueUrl: `${endpoint.url}/000000000000/jobs`,
    });
  });

  it('invoke functions, and do not wait for them', async () => {
    const targetArn = 'arn:aws:lambda:us-east-1:000000000000:function:f:live';
    await createCourier(endpoints('lambda')).send(message({ targetArn }));
    const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = endpoint.received;
    expect([path, headers['x-amz-invocation-type'], body]).to.deep.equal([
      '/2015-03-31/functions/f%3Alive/invocations',
      'Event',
      '{"a":1}',
    ]);
  });

  it('keep the path that an endpoint has', async () => {
    const signer = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
    const url = new URL(`${endpoint.url}/cloud/a/`);
    const courier = createCourier({ ...endpoints(), lambda: url, sqs: url, signer });
    await courier.send(message({ targetArn: 'arn:aws:lambda:us-east-1:000000000000:function:f' }));
    await courier.send(message({ targetArn: 'arn:aws:sqs:us-east-1:000000000000:jobs' }));
    const [invoked, sent] = endpoint.received;
    expect([invoked?.path, sent?.path]).to.deep.equal([
      '/cloud/a/2015-03-31/functions/f/invocations',
      '/cloud/a/',
    ]);
    expect(new URLSearchParams(sent?.body).get('QueueUrl')).to.equal(
      `${endpoint.url}/cloud/a/000000000000/jobs`,
    );
  });

  const instances: readonly (readonly [string, string])[] = [
    ['arn:aws:automate:us-east-1:ec2:stop', 'StopInstances'],
    ['arn:aws:automate:us-east-1:ec2:terminate', 'TerminateInstances'],
    [
      'arn:aws:swf:us-east-1:000000000000:action/actions/AWS_EC2.InstanceId.Reboot/1.0',
      'RebootInstances',
    ],
  ];
  for (const [targetArn, Action] of instances) {
    it(`call ${Action}`, async () => {
      const body = '{"InstanceId":"i-1"}';
      await createCourier(endpoints('ec2')).send(message({ targetArn, body }));
      expect(form()).to.deep.equal({ Action, Version: '2016-11-15', 'InstanceId.1': 'i-1' });
    });
  }

  it('refuse what EC2 has no call for, and an alarm without an instance', async () => {
    const courier = createCourier(endpoints('ec2'));
    const recover = { targetArn: 'arn:aws:automate:us-east-1:ec2:recover', body: '{}' };
    const stop = { targetArn: 'arn:aws:automate:us-east-1:ec2:stop', body: '{}' };
    expect((await courier.send(message(recover))).kind).to.equal('refused');
    expect((await courier.send(message(stop))).kind).to.equal('refused');
    expect(endpoint.received).to.deep.equal([]);
  });

  it('open OpsItems', async () => {
    const targetArn = 'arn:aws:ssm:us-east-1:000000000000:opsitem:1#CATEGORY=Cost';
    await createCourier(endpoints('ssm')).send(message({ targetArn }));
    expect(endpoint.received[0]?.headers['x-amz-target']).to.equal('AmazonSSM.CreateOpsItem');
  });

  it('tell a webhook of all that has no endpoint of its own', async () => {
    const courier = createCourier(endpoints('webhook'));
    expect(await courier.send(message({}))).to.deep.equal({ kind: 'delivered' });
    expect(JSON.parse(endpoint.received[0]?.body ?? '')).to.deep.equal({
      ...{ id: 'id-1', target: topic, subject: 'Hello', message: '{"a":1}' },
    });
  });

  it('say which flag an ARN needs', () => {
    const courier = createCourier(endpoints());
    expect(courier.refusal(topic)).to.equal(
      'Updraft has no endpoint for sns (--sns-endpoint or --webhook-endpoint)',
    );
    expect(courier.refusal('arn:aws:aiops:us-east-1:000000000000:x')).to.equal(
      'Updraft has no endpoint for aiops (--webhook-endpoint)',
    );
    expect(createCourier(endpoints('webhook')).refusal(topic)).to.equal(undefined);
  });

  const ends: readonly (readonly [number, string, string, string])[] = [
    [500, 'oops', 'failed', '500 oops'],
    [503, '', 'failed', '503'],
    [429, '', 'failed', '429'],
    [400, '<Error><Code>Throttling</Code></Error>', 'failed', '400 <Error>'],
    [404, '<Error><Message>Topic does not exist</Message></Error>', 'refused', 'not exist'],
    [400, '{"__type":"X","message":"No such queue"}', 'refused', '400 No such queue'],
    [302, '', 'refused', '302'],
    // A web server of another kind, which may be there for a while only.
    [200, '<html>Welcome', 'failed', 'the endpoint does not answer as SNS does: 200 <html>Welcome'],
    [204, '', 'failed', 'the endpoint does not answer as SNS does: 204'],
  ];
  for (const [status, body, kind, reason] of ends) {
    it(`take ${status} ${body} for ${kind}`, async () => {
      endpoint.answer(status, body);
      const end = await createCourier(endpoints('sns')).send(message({}));
      expect(end.kind).to.equal(kind);
      expect('reason' in end && end.reason).to.contain(reason);
    });
  }

  const arnStarts = {
    sns: 'arn:aws:sns:us-east-1:000000000000:',
    sqs: 'arn:aws:sqs:us-east-1:000000000000:',
    lambda: 'arn:aws:lambda:us-east-1:000000000000:function:',
    ec2: 'arn:aws:automate:us-east-1:ec2:',
    ssm: 'arn:aws:ssm:us-east-1:000000000000:opsitem:',
    webhook: 'arn:aws:sns:us-east-1:000000000000:',
  } as const;
  const answers: readonly (readonly [keyof typeof arnStarts, number, string, boolean])[] = [
    ['sns', 200, '<PublishResponse><PublishResult><MessageId>1</MessageId>', true],
    ['sns', 200, '<ns:PublishResponse><ns:MessageId>1</ns:MessageId>', true],
    ['sns', 200, '<PublishResponse><PublishResult><MessageId></MessageId>', false],
    ['sqs', 200, '<SendMessageResponse><SendMessageResult><MessageId>1</MessageId>', true],
    ['sqs', 200, '{"MD5OfMessageBody":"0","MessageId":"1"}', true],
    ['sqs', 200, '{}', false],
    ['lambda', 202, '', true],
    ['lambda', 200, ' {"ok":true}', true],
    ['lambda', 200, 'null', true],
    ['lambda', 200, '<html>', false],
    ['lambda', 204, '', false],
    ['ec2', 200, '<StopInstancesResponse xmlns="x"><instancesSet>', true],
    ['ec2', 200, '<RebootInstancesResponse><return>true</return>', true],
    ['ec2', 200, '<RebootInstancesResponse><return>false</return>', false],
    ['ec2', 200, '<html>', false],
    ['ssm', 200, '{"OpsItemId": "oi-1"}', true],
    ['ssm', 200, '{"message":"hello"}', false],
    ['webhook', 204, '', true],
    ['webhook', 200, '<html>', true],
  ];
  for (const [kind, status, text, isReceipt] of answers) {
    it(`take ${status} ${text} of ${kind} for ${isReceipt ? '' : 'no '}receipt`, async () => {
      endpoint.answer(status, text);
      const sent = { targetArn: `${arnStarts[kind]}stop`, body: '{"InstanceId":"i-1"}' };
      const { kind: end } = await createCourier(endpoints(kind)).send(message(sent));
      expect(end).to.equal(isReceipt ? 'delivered' : 'failed');
    });
  }

  it('read no more of an answer than they need', async () => {
    endpoint.answer(500, 'x'.repeat(3_000_000));
    const end = await createCourier(endpoints('sns')).send(message({}));
    expect('reason' in end && end.reason.length).to.be.below(300);
  });

  it('fail for the time being where nobody listens', async () => {
    const courier = createCourier(endpoints('sns'));
    await endpoint.close();
    expect((await courier.send(message({}))).kind).to.equal('failed');
    endpoint = await openEndpoint();
  });

  it('know an endpoint and a key when they see one', () => {
    expect(parseEndpoint('')).to.equal(undefined);
    expect(parseEndpoint('http://localhost:5000')?.port).to.equal('5000');
    for (const text of ['localhost:5000', 'ftp://x', 'http://me:secret@host']) {
      expect(() => parseEndpoint(text), text).to.throw();
    }
    expect(parseSigner('id:se:cret')).to.deep.equal({
      ...{ accessKeyId: 'id', secretAccessKey: 'se:cret' },
    });
    expect(() => parseSigner('id')).to.throw('needs ID:SECRET');
  });
});

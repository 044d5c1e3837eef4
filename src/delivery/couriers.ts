import {
  type Courier,
  keepsOrder,
  type OutgoingMessage,
  partsOfArn,
  type SendEnd,
} from './courier.js';
import { type Endpoints, type ServiceKind, urlUnder } from './endpoints.js';
import { invocation } from './functions.js';
import { post, type PostRequest, signed } from './post.js';
import { receipts } from './receipts.js';

/** Sends to the configured endpoints, in the way of the service that an ARN belongs to. */
export function createCourier(endpoints: Endpoints): Courier {
  const endpointOf = (arn: string): URL | undefined => {
    const kind = kindOf(arn);
    return (kind && endpoints[kind]) ?? endpoints.webhook;
  };
  return {
    refusal: (arn) => {
      if (endpointOf(arn) !== undefined) return undefined;
      const { service } = partsOfArn(arn);
      const flags = [kindOf(arn), 'webhook'].filter((kind) => kind !== undefined);
      const needed = flags.map((kind) => `--${kind}-endpoint`).join(' or ');
      return `Updraft has no endpoint for ${service} (${needed})`;
    },
    endpointOf: (arn) => endpointOf(arn)?.href ?? '',
    send: async (message) => {
      const kind = kindOf(message.targetArn);
      const own = kind && endpoints[kind];
      if (kind !== undefined && own !== undefined) {
        const request = requests[kind](message, own);
        if ('reason' in request) return request;
        const { region } = partsOfArn(message.targetArn);
        return post(signed(request, endpoints.signer, { service: kind, region }), receipts[kind]);
      }
      const { webhook } = endpoints;
      if (webhook === undefined) return { kind: 'refused', reason: 'There is no endpoint for it' };
      return post(webhookRequest(message, webhook));
    },
  };
}

type Refusal = Extract<SendEnd, { readonly reason: string }>;

/** EC2's actions have ARNs of two other services' names. */
function kindOf(arn: string): ServiceKind | undefined {
  const { service } = partsOfArn(arn);
  if (service === 'automate' || service === 'swf') return 'ec2';
  return (Object.keys(requests) as ServiceKind[]).find((kind) => kind === service);
}

const requests: Readonly<
  Record<ServiceKind, (message: OutgoingMessage, endpoint: URL) => PostRequest | Refusal>
> = {
  sns: ({ targetArn, subject, body, ...rest }, url) =>
    formRequest(url, {
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: targetArn,
      Message: body,
      ...(subject === undefined ? {} : { Subject: subject }),
      ...(keepsOrder(targetArn) ? fifoMembers(rest) : {}),
    }),
  sqs: ({ targetArn, body, ...rest }, url) => {
    const { account, resource } = partsOfArn(targetArn);
    return formRequest(url, {
      Action: 'SendMessage',
      Version: '2012-11-05',
      MessageBody: body,
      QueueUrl: urlUnder(url, `/${account}/${resource}`).href,
      ...(keepsOrder(targetArn) ? fifoMembers(rest) : {}),
    });
  },
  lambda: ({ targetArn, body }, url) =>
    invocation(url, { functionArn: targetArn, payload: body, type: 'Event' }),
  ec2: ({ targetArn, body }, url) => {
    const [, verb = ''] = /(stop|terminate|reboot|recover)[^a-z]*/i.exec(targetArn) ?? [];
    const Action = instanceActions[verb.toLowerCase()];
    if (Action === undefined) {
      return { kind: 'refused', reason: 'EC2 has no call that recovers an instance' };
    }
    const { InstanceId } = JSON.parse(body) as { readonly InstanceId?: string };
    if (InstanceId === undefined) {
      return { kind: 'refused', reason: 'The alarm has no dimension InstanceId' };
    }
    return formRequest(url, { Action, Version: '2016-11-15', 'InstanceId.1': InstanceId });
  },
  ssm: ({ body }, url) => ({
    url,
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': 'AmazonSSM.CreateOpsItem',
    },
    body,
  }),
};

const instanceActions: Readonly<Record<string, string>> = {
  stop: 'StopInstances',
  terminate: 'TerminateInstances',
  reboot: 'RebootInstances',
};

/** A queue that drops repeats drops ours by the message's id. */
function fifoMembers({
  id,
  groupId = 'updraft',
}: Pick<OutgoingMessage, 'id' | 'groupId'>): Readonly<Record<string, string>> {
  return { MessageGroupId: groupId, MessageDeduplicationId: id.slice(0, 128) };
}

function formRequest(url: URL, form: Readonly<Record<string, string>>): PostRequest {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' };
  return { url, headers, body: new URLSearchParams(form).toString() };
}

function webhookRequest({ id, targetArn, subject, body }: OutgoingMessage, url: URL): PostRequest {
  const said = { id, target: targetArn, subject: subject ?? null, message: body };
  return { url, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(said) };
}

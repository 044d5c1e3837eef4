import type { Signer } from './post.js';

/** Where messages to ARNs of each kind go; a kind without an endpoint is not delivered. */
export interface Endpoints {
  readonly sns: URL | undefined;
  readonly sqs: URL | undefined;
  readonly lambda: URL | undefined;
  readonly ec2: URL | undefined;
  readonly ssm: URL | undefined;
  readonly logs: URL | undefined;
  /** Takes ARNs of every kind that has no endpoint of its own. */
  readonly webhook: URL | undefined;
  readonly signer: Signer;
}

/** The services that are called by the actions of alarms, each at an endpoint of its own. */
export type ServiceKind = 'sns' | 'sqs' | 'lambda' | 'ec2' | 'ssm';

/** A path at an endpoint, behind the path that the endpoint itself may have. */
export function urlUnder(endpoint: URL, path: string): URL {
  const url = new URL(endpoint);
  url.pathname = `${url.pathname.replace(/\/$/, '')}${path}`;
  return url;
}

export function parseEndpoint(text: string): URL | undefined {
  if (text === '') return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new Error('needs an http URL');
  if (url.username !== '' || url.password !== '') throw new Error('takes no user in its URL');
  return url;
}

/** `ID:SECRET`; the complaint about another text does not repeat it. */
export function parseSigner(text: string): Signer {
  const [accessKeyId = '', ...rest] = text.split(':');
  const secretAccessKey = rest.join(':');
  if (accessKeyId === '' || secretAccessKey === '') throw new Error('needs ID:SECRET');
  return { accessKeyId, secretAccessKey };
}

import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import {
  AwsJson1_0Protocol,
  AwsQueryProtocol,
  AwsSmithyRpcV2CborProtocol,
} from '@aws-sdk/core/protocols';
import type { HttpAnswer, HttpRequest } from '../../src/server/exchange.js';
import type { Protocol } from '../../src/wire/protocol.js';

/** The official client of a service, speaking one of its protocols to a server of ours. */
export interface SdkDialogue {
  readonly name: string;
  readonly service: 'cloudwatch' | 'autoscaling';
  readonly protocol: Protocol['name'];
  /** Whether the client asks for the codes of Query in the errors of the other protocols. */
  readonly hasQueryMode: boolean;
  /** What the client makes of the server's answer; throws what it makes of an error. */
  send(operation: string, input: object, server: Server): Promise<object>;
}

export type Server = (request: HttpRequest) => Promise<HttpAnswer>;

export function openDialogues(): readonly SdkDialogue[] {
  return [
    openCloudWatch('query', { name: 'Query by POST' }),
    openCloudWatch('query', { name: 'Query by GET', transform: byGet }),
    openCloudWatch('json', { name: 'JSON with query mode', hasQueryMode: true }),
    openCloudWatch('json', { name: 'JSON' }),
    openCloudWatch('cbor', { name: 'CBOR with query mode', hasQueryMode: true }),
    openCloudWatch('cbor', { name: 'CBOR' }),
    openAutoScaling({ name: 'Query by POST' }),
    openAutoScaling({ name: 'Query by GET', transform: byGet }),
  ];
}

interface Manner {
  readonly name: string;
  readonly hasQueryMode?: boolean;
  readonly transform?: (request: HttpRequest) => HttpRequest;
}

const protocols = {
  query: AwsQueryProtocol,
  json: AwsJson1_0Protocol,
  cbor: AwsSmithyRpcV2CborProtocol,
};

function openCloudWatch(protocol: Protocol['name'], manner: Manner): SdkDialogue {
  const wire = new Wire(manner);
  const { protocolSettings } = new cloudWatch.CloudWatchClient({}).config;
  const client = new cloudWatch.CloudWatchClient({
    ...clientSettings(wire),
    protocol: protocols[protocol],
    protocolSettings: { ...protocolSettings, awsQueryCompatible: manner.hasQueryMode ?? false },
  });
  return dialogue({ service: 'cloudwatch', protocol, manner, wire, client, sdk: cloudWatch });
}

function openAutoScaling(manner: Manner): SdkDialogue {
  const wire = new Wire(manner);
  const client = new autoScaling.AutoScalingClient(clientSettings(wire));
  const service = 'autoscaling';
  return dialogue({ service, protocol: 'query', manner, wire, client, sdk: autoScaling });
}

interface DialogueParts extends Pick<SdkDialogue, 'service' | 'protocol'> {
  readonly manner: Manner;
  readonly wire: Wire;
  /** Both clients have this method; its command types do not meet here. */
  readonly client: { readonly send: unknown };
  readonly sdk: object;
}

function dialogue({ service, protocol, manner, wire, client, sdk }: DialogueParts): SdkDialogue {
  // The clients export a constructor of this form for each operation.
  const commands = sdk as Readonly<Record<string, new (input: object) => object>>;
  const speaker = client as { send(command: object): Promise<object> };
  const { name, hasQueryMode = false } = manner;
  return {
    name: `${service} in ${name}`,
    service,
    protocol,
    hasQueryMode,
    send: async (operation, input, server) => {
      const Command = commands[`${operation}Command`];
      if (Command === undefined) throw new Error(`The client has no ${operation}Command.`);
      wire.server = server;
      return speaker.send(new Command(input));
    },
  };
}

/** Stands where a client has its sockets. */
class Wire {
  server: Server | undefined;

  constructor(private readonly manner: Manner) {}

  async handle(sent: SentRequest): Promise<{ response: object }> {
    if (this.server === undefined) throw new Error('Nobody listens.');
    const { transform = (request: HttpRequest) => request } = this.manner;
    const answer = await this.server(transform(received(sent)));
    const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
    return { response: { statusCode: answer.status, headers: lowerCase(answer.headers), body } };
  }
}

interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

function received({ method, path, headers, body }: SentRequest): HttpRequest {
  const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.concat([body]);
  return { method, target: path, headers: lowerCase(headers), body: bytes };
}

/** Names of headers as Node's sockets hand them on. */
function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** AWS takes the form of a Query request from the address too. */
function byGet({ headers, body }: HttpRequest): HttpRequest {
  const others = { ...headers, 'content-type': undefined };
  return { method: 'GET', target: `/?${body.toString()}`, headers: others, body: Buffer.alloc(0) };
}

/** No signature, no second try: what is tested here is what stands between. */
function clientSettings(wire: Wire): cloudWatch.CloudWatchClientConfig {
  return {
    region: 'us-east-1',
    maxAttempts: 1,
    httpAuthSchemes: [
      {
        schemeId: 'aws.auth#sigv4',
        identityProvider: () => () => Promise.resolve({}),
        signer: { sign: (request) => Promise.resolve(request) },
      },
    ],
    requestHandler: wire,
  };
}

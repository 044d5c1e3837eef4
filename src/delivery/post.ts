import aws4 from 'aws4';
import type { SendEnd } from './courier.js';
import type { Receipt } from './receipts.js';

/** Sends a POST request, and reads of the answer whether it was taken, and if not, why. */
export interface PostRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Of the key that requests are signed with: for which service, and in which region. */
export interface SigningScope {
  readonly service: string;
  readonly region: string;
}

export function signed(request: PostRequest, signer: Signer, scope: SigningScope): PostRequest {
  const { url, headers, body } = request;
  const path = `${url.pathname}${url.search}`;
  const toSign = { method: 'POST', host: url.host, path, headers: { ...headers }, body, ...scope };
  const { headers: all = {} } = aws4.sign(toSign, signer);
  // Fetch writes these two by itself, to the same values.
  const sent = Object.entries(all).filter(([name]) => !/^(host|content-length)$/i.test(name));
  const texts = sent.map(([name, value]) => [name, String(value)] as const);
  return { ...request, headers: Object.fromEntries(texts) };
}

const timeoutMilliseconds = 5_000;
const answerCharactersMax = 4_096;

/**
 * Without a receipt to look for, each 2xx says that it was taken. One without the receipt is tried
 * again, since a proxy's page may go away: rather twice than never.
 */
export async function post(request: PostRequest, receipt?: Receipt): Promise<SendEnd> {
  const answer = await ask(request, { charactersMax: answerCharactersMax });
  if (answer.kind === 'failed') return answer;
  const { status, text } = answer;
  const said = `${status} ${messageIn(text)}`.trim();
  if (status < 200 || status >= 300) {
    return { kind: mayPass(status, text) ? 'failed' : 'refused', reason: said };
  }
  if (receipt === undefined || receipt.isIn(answer)) return { kind: 'delivered' };
  const reason = `the endpoint does not answer as ${receipt.service} does: ${said}`;
  return { kind: 'failed', reason };
}

export type Answer =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  | { readonly kind: 'failed'; readonly reason: string };

export interface AskLimits {
  /** Of a longer answer only the first are read. */
  readonly charactersMax: number;
  readonly milliseconds?: number | undefined;
}

export async function ask(
  { url, headers, body }: PostRequest,
  { charactersMax, milliseconds = timeoutMilliseconds }: AskLimits,
): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(milliseconds);
    const init = { method: 'POST', headers, body, signal, redirect: 'manual' } as const;
    const answer = await fetch(url, init);
    const text = await firstCharacters(answer, charactersMax);
    return { kind: 'answered', status: answer.status, text };
  } catch (failure) {
    return { kind: 'failed', reason: reasonOf(failure) };
  }
}

async function firstCharacters({ body }: Response, charactersMax: number): Promise<string> {
  if (body === null) return '';
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= charactersMax) break;
  }
  return text.slice(0, charactersMax);
}

/** Overload and trouble of the receiver pass; a request that it does not like never will. */
function mayPass(status: number, text: string): boolean {
  return status >= 500 || status === 429 || status === 408 || text.includes('Throttl');
}

/** The message of an AWS error in XML or JSON; of anything else the beginning. */
function messageIn(text: string): string {
  const xml = /<Message>([^<]*)<\/Message>/i.exec(text)?.[1];
  const json = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/i.exec(text)?.[1];
  return xml ?? json ?? text.slice(0, 200).replace(/\s+/g, ' ');
}

function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const { cause } = failure;
  if (failure.name === 'TimeoutError') return 'the endpoint did not answer in time';
  return cause instanceof Error ? cause.message : failure.message;
}

import { parseXML } from '@aws-sdk/xml-builder';
import type { HttpAnswer } from '../../src/server/exchange.js';
import { CborReader } from '../../src/wire/cbor-bytes.js';
import type { Reflection } from '../wire/mirror.js';

/** What is wrong with our answer to a request, whatever that was; undefined if nothing is. */
export function answerFault({ answer, failure }: Reflection): string | undefined {
  if (failure !== undefined) return `a bug: ${stackOf(failure)}`;
  if (answer.status !== 200 && !refusals.has(answer.status)) return `the status ${answer.status}`;
  if (answer.headers['x-amzn-RequestId'] === undefined) return 'no request id';
  try {
    return bodyFault(answer);
  } catch (thrown) {
    return `a body that cannot be read: ${String(thrown)}`;
  }
}

const refusals = new Set([400, 403, 404, 413, 415]);

function stackOf(failure: unknown): string {
  return failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
}

function bodyFault({ status, headers, body }: HttpAnswer): string | undefined {
  const type = headers['content-type'];
  if (type === 'text/xml') return xmlFault(body.toString(), status);
  const tree =
    type === 'application/cbor'
      ? new CborReader(Buffer.from(body)).readDocument()
      : (JSON.parse(body.toString()) as unknown);
  if (typeof tree !== 'object' || tree === null) return 'a body that is no structure';
  return status === 200 || '__type' in tree ? undefined : 'an error without a type';
}

function xmlFault(body: string, status: number): string | undefined {
  // The parser of the SDK throws at tags that do not match; for the rest it is kind.
  parseXML(body);
  if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/.test(body.replace(/[^\0-\uFFFF]/gu, ''))) {
    return 'XML with a character that it cannot hold';
  }
  if (/&(?!(amp|lt|gt|quot|#xD);)/.test(body)) return 'XML with a stray ampersand';
  const hasCode = /^<ErrorResponse .*<Code>\w+<\/Code>/s.test(body);
  return hasCode === (status !== 200) ? undefined : 'a status that does not go with the code';
}

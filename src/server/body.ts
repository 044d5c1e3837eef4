import { gunzipSync } from 'node:zlib';
import { malformed } from '../wire/decode.js';
import { RequestEntityTooLarge$, ServiceError, UnsupportedMediaType$ } from '../wire/errors.js';
import { headerOf, type HttpRequest } from './exchange.js';

/** AWS takes 1 MB in an HTTP POST (PutMetricData's quota); for us also the size after inflating. */
export const bodyBytesMax = 1024 * 1024;

/** The body as the client meant it. Only called once the signature over the raw bytes fits. */
export function inflatedBody(request: HttpRequest): Buffer {
  const encoding = (headerOf(request, 'content-encoding') ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === 'aws-chunked') return request.body;
  if (encoding !== 'gzip') {
    const message = `The content encoding ${encoding} is not supported.`;
    throw new ServiceError(UnsupportedMediaType$, message);
  }
  try {
    return gunzipSync(request.body, { maxOutputLength: bodyBytesMax });
  } catch (error) {
    if (isTooLarge(error)) throw entityTooLarge();
    throw malformed('The request body is not valid gzip.');
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

export function entityTooLarge(): ServiceError {
  const message = `The request body must not be larger than ${bodyBytesMax} bytes.`;
  return new ServiceError(RequestEntityTooLarge$, message);
}

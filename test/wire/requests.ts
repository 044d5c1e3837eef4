import type { HttpRequest } from '../../src/server/exchange.js';

export function queryRequest(form: string): HttpRequest {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', target: '/', headers, body: Buffer.from(form) };
}

export function jsonRequest(operation: string, body = '{}'): HttpRequest {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `GraniteServiceVersion20100801.${operation}`,
  };
  return { method: 'POST', target: '/', headers, body: Buffer.from(body) };
}

export function cborRequest(operation: string, body: Buffer = emptyMap): HttpRequest {
  const target = `/service/GraniteServiceVersion20100801/operation/${operation}`;
  const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };
  return { method: 'POST', target, headers, body };
}

const emptyMap = Buffer.from('a0', 'hex');

export function inQueryMode(request: HttpRequest): HttpRequest {
  return { ...request, headers: { ...request.headers, 'x-amzn-query-mode': 'true' } };
}

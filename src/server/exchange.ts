import type { IncomingHttpHeaders } from 'node:http';

/** An HTTP request as it came, its body complete and still compressed. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query string, as sent. */
  readonly target: string;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The address of the peer, for conditions on aws:SourceIp. */
  readonly sourceIp?: string | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export function pathOf(request: HttpRequest): string {
  const split = request.target.indexOf('?');
  return split < 0 ? request.target : request.target.slice(0, split);
}

export function queryOf(request: HttpRequest): string {
  const split = request.target.indexOf('?');
  return split < 0 ? '' : request.target.slice(split + 1);
}

export function headerOf(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

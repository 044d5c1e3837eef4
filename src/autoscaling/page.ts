import type { Context } from '../service.js';
import { compareTexts } from '../store/keys.js';
import { ServiceError } from '../wire/errors.js';
import { InvalidNextToken$ } from '@aws-sdk/client-auto-scaling';

/** One page of what a Describe call shows, and the token of the next. */
export interface Page<T> {
  readonly shown: readonly T[];
  readonly NextToken: string | undefined;
}

export interface PageRequest {
  /** The operation and what else the token is good for, the token and the page's size aside. */
  readonly request: object & { readonly NextToken?: string | undefined };
  readonly operation: string;
  readonly limit: number;
}

/**
 * Takes a page of what is listed in the order of its names. The token holds the last name shown, so
 * that what comes and goes before it shifts nothing.
 */
export async function takePage<T>(
  listed: AsyncIterable<T> | Iterable<T>,
  nameOf: (each: T) => string,
  { request, operation, limit, context }: PageRequest & { readonly context: Context },
): Promise<Page<T>> {
  const { account, region, tokens } = context;
  const asked = JSON.stringify({ ...request, NextToken: undefined, MaxRecords: undefined });
  const purpose = [operation, account, region, asked];
  const after = request.NextToken === undefined ? '' : tokens.open(purpose, request.NextToken);
  if (after === undefined) {
    throw new ServiceError(InvalidNextToken$, `The token ${request.NextToken} isn't valid.`);
  }
  const shown: T[] = [];
  let last = after;
  for await (const each of listed) {
    const name = nameOf(each);
    if (compareTexts(name, after) <= 0) continue;
    if (shown.length === limit) return { shown, NextToken: tokens.seal(purpose, last) };
    shown.push(each);
    last = name;
  }
  return { shown, NextToken: undefined };
}

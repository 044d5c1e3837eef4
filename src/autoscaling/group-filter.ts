import type { Filter } from '@aws-sdk/client-auto-scaling';
import { validationError } from './errors.js';
import type { GroupDocument } from './group-document.js';

/** Filters by tags: all of them must fit, each by any of its values. */
export function groupFilter(filters: readonly Filter[] = []): (document: GroupDocument) => boolean {
  const tests = filters.map(({ Name = '', Values = [] }) => tagTest(Name, Values));
  return ({ group }) => tests.every((test) => group.Tags.some(test));
}

interface Named {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

function tagTest(name: string, values: readonly string[]): (tag: Named) => boolean {
  if (name === 'tag-key') return ({ Key = '' }) => values.includes(Key);
  if (name === 'tag-value') return ({ Value = '' }) => values.includes(Value);
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return ({ Key, Value = '' }) => Key === key && values.includes(Value);
  }
  throw validationError(
    `Filter type ${name} is not correct. Allowed Filter types are: tag-key tag-value tag:<key>`,
  );
}

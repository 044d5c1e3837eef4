import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Operation, Reading, Service, ServiceModel } from './service.js';

/**
 * Finds the operations of a service: every file of its `operations` folder is one, named as its
 * action. There is no list to keep. A file is read when its action is first called, since reading
 * all of them would take a tenth of the start; what a list would give back is checked then.
 */
export async function loadService(
  model: ServiceModel,
  { reads }: Reading = { reads: 'whenCalled' },
): Promise<Service> {
  const folder = new URL(`./${model.name}/operations/`, import.meta.url);
  const files = (await readdir(fileURLToPath(folder))).filter((name) => name.endsWith('.js'));
  const operations = files.map(async (file) => {
    const name = basename(file, '.js');
    if (!model.shapes.has(name)) throw new Error(`${model.name} has no operation ${name}.`);
    const url = new URL(file, folder);
    return reads === 'atOnce' ? readOperation(name, url) : readWhenCalled(name, url);
  });
  const loaded = await Promise.all(operations);
  return { model, operations: new Map(loaded.map((operation) => [operation.name, operation])) };
}

function readWhenCalled(name: string, file: URL): Operation {
  let reading: Promise<Operation> | undefined;
  return {
    name,
    handle: async (input, context) => {
      reading ??= readOperation(name, file);
      return (await reading).handle(input, context);
    },
  };
}

async function readOperation(name: string, file: URL): Promise<Operation> {
  const exports = (await import(file.href)) as Readonly<Record<string, unknown>>;
  const { default: value } = exports;
  if (!isOperation(value)) throw new Error(`${name}.ts must export an operation by default.`);
  if (value.name !== name) throw new Error(`${name}.ts holds the operation ${value.name}.`);
  return value;
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'name' in value && 'handle' in value;
}

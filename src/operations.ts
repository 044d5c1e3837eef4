import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Operation, Service, ServiceModel } from './service.js';

/**
 * Finds the operations of a service: every file of its `operations` folder is one, named as its
 * action. There is no list to keep; what a list would give back is checked here, at start-up.
 */
export async function loadService(model: ServiceModel): Promise<Service> {
  const folder = new URL(`./${model.name}/operations/`, import.meta.url);
  const files = (await readdir(fileURLToPath(folder))).filter((name) => name.endsWith('.js'));
  const loaded = await Promise.all(
    files.map(async (file) => {
      const path = new URL(file, pathToFileURL(`${fileURLToPath(folder)}/`));
      const exports = (await import(path.href)) as Readonly<Record<string, unknown>>;
      return asOperation(exports.default, basename(file, '.js'), model);
    }),
  );
  return { model, operations: new Map(loaded.map((operation) => [operation.name, operation])) };
}

function asOperation(value: unknown, name: string, model: ServiceModel): Operation {
  if (!isOperation(value)) throw new Error(`${name}.ts must export an operation by default.`);
  if (value.name !== name) throw new Error(`${name}.ts holds the operation ${value.name}.`);
  if (!model.shapes.has(name)) throw new Error(`${model.name} has no operation ${name}.`);
  return value;
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'name' in value && 'handle' in value;
}

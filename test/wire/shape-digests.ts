import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import { createHash } from 'node:crypto';
import type { ServiceModel } from '../../src/service.js';
import { type Schema, SchemaReader, type Shape } from '../../src/wire/shape.js';
import { models } from './mirror.js';

/** What an upgrade of an SDK client must not change unseen: a digest for each of its shapes. */
export type ShapeDigests = Readonly<Record<string, string>>;

/** Read from the root of the project; `record-shape-digests.js` writes it anew. */
export const digestFile = 'test/wire/shape-digests.json';

export function shapeDigests(): ShapeDigests {
  const digests = models.flatMap((model) => [...operationDigests(model), ...errorDigests(model)]);
  return Object.fromEntries(digests);
}

function operationDigests(model: ServiceModel): [string, string][] {
  return [...model.shapes.values()].map(({ name, input, output }) => {
    const words = `${describe(input)} -> ${output === undefined ? 'nothing' : describe(output)}`;
    return [`${model.name} ${name}`, digest(words)];
  });
}

function errorDigests(model: ServiceModel): [string, string][] {
  const reader = new SchemaReader(model.constraints.numberKind);
  const sdk = model.name === 'cloudwatch' ? cloudWatch : autoScaling;
  const schemas = Object.values(sdk as object).filter(
    (value): value is Schema => Array.isArray(value) && value[0] === -3,
  );
  return schemas
    .filter(([, , , traits]) => typeof traits === 'object')
    .map((schema) => reader.error(schema))
    .map((shape) => {
      const words = `${shape.code} ${shape.status} ${shape.fault} ${describe(shape)}`;
      return [`${model.name} ${shape.name}`, digest(words)];
    });
}

/** All that the wire depends on, in words; a structure met again is only named. */
function describe(shape: Shape, met = new Set<string>()): string {
  switch (shape.kind) {
    case 'structure': {
      if (met.has(shape.name)) return shape.name;
      met.add(shape.name);
      const members = shape.members.map(
        ({ name, queryName, isRequired, shape: inner }) =>
          `${name}${isRequired ? '!' : ''} as ${queryName}: ${describe(inner, met)}`,
      );
      const kind = shape.isUnion ? 'union' : 'structure';
      return `${kind} ${shape.namespace}#${shape.name} { ${members.join('; ')} }`;
    }
    case 'list':
      return `list of ${shape.elementName} ${describe(shape.element, met)}`;
    case 'map':
      return `map of ${describe(shape.value, met)}`;
    default:
      return shape.kind;
  }
}

function digest(words: string): string {
  return createHash('sha256').update(words).digest('hex').slice(0, 16);
}

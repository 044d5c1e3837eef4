import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import type { Service } from '../../src/service.js';
import type { Constraints } from '../../src/wire/constraints.js';
import { SchemaReader } from '../../src/wire/shape.js';

/**
 * Both services as their SDK clients describe them, serving nothing and constraining nothing: all
 * that is needed where a request is only read.
 */
export function bareServices(): readonly Service[] {
  const reader = new SchemaReader(() => 'double');
  const constraints: Constraints = { numberKind: () => 'double', check: () => undefined };
  return [
    {
      model: {
        name: 'cloudwatch',
        version: '2010-08-01',
        xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
        errorNamespace: 'com.amazonaws.cloudwatch.v2010_08_01',
        targetPrefix: 'GraniteServiceVersion20100801',
        shapes: reader.operations(cloudWatch),
        constraints,
      },
      operations: new Map(),
    },
    {
      model: {
        name: 'autoscaling',
        version: '2011-01-01',
        xmlNamespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
        errorNamespace: 'com.amazonaws.autoscaling',
        targetPrefix: undefined,
        shapes: reader.operations(autoScaling),
        constraints,
      },
      operations: new Map(),
    },
  ];
}

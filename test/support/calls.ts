import type { Caller } from '../../src/server/credentials.js';
import type { Call } from '../../src/server/dispatch.js';
import { bareServices } from './service-models.js';

const services = bareServices();

export const alice: Caller = {
  account: '123456789012',
  region: 'us-east-1',
  accessKeyId: 'AKIDEXAMPLE',
  arn: 'arn:aws:iam::123456789012:user/alice',
  user: 'alice',
  policies: undefined,
  sourceIp: '10.1.2.3',
  isBodySigned: true,
};

/** A call of alice's to an operation of either service. */
export function callOf(operation: string, input: object = {}, caller: Partial<Caller> = {}): Call {
  const service = services.find(({ model }) => model.shapes.has(operation));
  const shape = service?.model.shapes.get(operation);
  if (service === undefined || shape === undefined) throw new Error(`No service has ${operation}.`);
  const now = new Date('2025-05-15T15:00:00Z');
  return { caller: { ...alice, ...caller }, service, shape, input, now };
}

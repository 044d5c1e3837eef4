import { AccessDenied$, ServiceError } from '../wire/errors.js';
import type { Call } from './dispatch.js';
import { nodesAt } from './iam-condition-keys.js';
import { judge, type Policy, type Resource } from './iam-policy.js';
import { type Directory, resourcesOf } from './iam-resources.js';

/**
 * Whether the policies of a caller allow a call: on each resource that it names, and the first that
 * they do not allow is told in AWS's words. A key without policies may do everything.
 */
export function createAuthorizer(directory: Directory): (call: Call) => Promise<void> | undefined {
  return (call) => {
    const { policies } = call.caller;
    return policies === undefined ? undefined : authorize(call, policies, directory);
  };
}

async function authorize(
  call: Call,
  policies: readonly Policy[],
  directory: Directory,
): Promise<void> {
  const resources = await resourcesOf(call, directory);
  const action = `${call.service.model.name}:${call.shape.name}`;
  const asked = [
    ...resources.map((resource) => ({ action, resource })),
    // What is put comes first; others are only named by it.
    ...tagActions(call).flatMap((also) =>
      resources.slice(0, 1).map((resource) => ({ action: also, resource })),
    ),
  ];
  for (const each of asked) {
    const verdict = judge(policies, { call, ...each });
    if (verdict !== 'allowed') throw accessDenied(call, { ...each, verdict });
  }
}

/**
 * To put what has tags, one must be allowed to tag it, too (`Tags` of PutMetricAlarm), and to put
 * an alarm that tells others its tags, to read them.
 */
function tagActions({ service, shape, input }: Call): readonly string[] {
  if (service.model.name !== 'cloudwatch') return [];
  const path = ['ActionConfiguration', 'AlarmTagsPropagation', 'Enabled'];
  const isTagging = shape.name !== 'TagResource' && nodesAt(input, ['Tags']).flat().length > 0;
  return [
    ...(isTagging ? ['cloudwatch:TagResource'] : []),
    ...(nodesAt(input, path).includes(true) ? ['cloudwatch:ListTagsForResource'] : []),
  ];
}

interface Denial {
  readonly action: string;
  readonly resource: Resource;
  readonly verdict: 'explicitDeny' | 'implicitDeny';
}

function accessDenied({ caller }: Call, { action, resource, verdict }: Denial): ServiceError {
  const on = resource.arn === '*' ? '' : ` on resource: ${resource.arn}`;
  const why =
    verdict === 'explicitDeny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  const message = `User: ${caller.arn} is not authorized to perform: ${action}${on} ${why}`;
  return new ServiceError(AccessDenied$, message);
}

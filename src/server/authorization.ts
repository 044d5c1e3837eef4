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
  for (const action of actionsOf(call)) {
    for (const resource of resources) {
      const verdict = judge(policies, { call, action, resource });
      if (verdict !== 'allowed') throw accessDenied(call, { action, resource, verdict });
    }
  }
}

/** To put an alarm that tells others its tags, one must be allowed to read them, too. */
function actionsOf({ service, shape, input }: Call): readonly string[] {
  const { name } = service.model;
  const action = `${name}:${shape.name}`;
  const path = ['ActionConfiguration', 'AlarmTagsPropagation', 'Enabled'];
  const isTellingTags = name === 'cloudwatch' && nodesAt(input, path).includes(true);
  return isTellingTags ? [action, 'cloudwatch:ListTagsForResource'] : [action];
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

import type { InstanceMaintenancePolicy } from '@aws-sdk/client-auto-scaling';
import { validationError } from './errors.js';
import type { GroupDocument } from './group-document.js';
import { desiredCapacity, isLiving } from './placement.js';
import { weightOf } from './units.js';

/**
 * How much of a group must stay, and how much it may grow, while instances are replaced. Both are
 * shares of the desired capacity, the least rounded up and the most rounded down. Where nothing may
 * be missing, one instance more is allowed whatever the most is, since nothing could be replaced
 * otherwise ("Instance maintenance policy for Auto Scaling group").
 */
export interface MaintenanceBounds {
  readonly unitsMin: number;
  readonly unitsMax: number;
}

/** Undefined without a policy: then each event has its own ways. */
export function maintenanceBounds(document: GroupDocument): MaintenanceBounds | undefined {
  const { MinHealthyPercentage, MaxHealthyPercentage } =
    document.group.InstanceMaintenancePolicy ?? {};
  if (MinHealthyPercentage === undefined || MaxHealthyPercentage === undefined) return undefined;
  const desired = desiredCapacity(document);
  const unitsMin = Math.ceil((desired * MinHealthyPercentage) / 100);
  const unitsMax = Math.floor((desired * MaxHealthyPercentage) / 100);
  const mayMiss = unitsMin < desired;
  return {
    unitsMin,
    unitsMax: mayMiss ? unitsMax : Math.max(unitsMax, desired + heaviest(document)),
  };
}

/** What the bounds do to a group, for who asks why nothing happens. */
export function keptText({ unitsMin, unitsMax }: MaintenanceBounds): string {
  return `the maintenance policy keeps ${unitsMin} in service, and ${unitsMax} at most`;
}

function heaviest({ instances }: GroupDocument): number {
  return Math.max(1, ...instances.filter(isLiving).map(weightOf));
}

/** -1 and -1 take it back. */
export function readMaintenancePolicy(
  given: InstanceMaintenancePolicy | undefined,
  current: InstanceMaintenancePolicy | undefined,
): InstanceMaintenancePolicy | undefined {
  if (given === undefined) return current;
  const { MinHealthyPercentage: min, MaxHealthyPercentage: max } = given;
  if (min === -1 && max === -1) return undefined;
  if (min === undefined || max === undefined || min === -1 || max === -1) {
    throw validationError('Both MinHealthyPercentage and MaxHealthyPercentage must be specified');
  }
  if (max < 100) {
    throw validationError('MaxHealthyPercentage must be between 100 and 200, or -1 to clear it');
  }
  if (max - min > 100) {
    throw validationError(
      'The difference between MaxHealthyPercentage and MinHealthyPercentage must be less than or ' +
        'equal to 100',
    );
  }
  return { MinHealthyPercentage: min, MaxHealthyPercentage: max };
}

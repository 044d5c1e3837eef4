import * as sdk from '@aws-sdk/client-auto-scaling';
import type { Reading, ServiceModel } from '../service.js';
import { readModel } from '../wire/model.js';
import { rulesets } from './constraints.js';
import { numbers } from './constraints-numbers.js';

export function readAutoScalingModel(reading?: Reading): ServiceModel {
  const facts = {
    name: 'autoscaling',
    version: '2011-01-01',
    xmlNamespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
    errorNamespace: 'com.amazonaws.autoscaling',
    // AWS offers this API in the Query protocol alone.
    targetPrefix: undefined,
    numbers,
    rulesets,
    // In a list that it does not know, boto 2 takes the end of an item for the end of the group and
    // would see nothing of what comes behind.
    lastMembers: 'AutoScalingGroup: MixedInstancesPolicy AvailabilityZoneIds',
  };
  return readModel(sdk, facts, reading);
}

import * as sdk from '@aws-sdk/client-cloudwatch';
import type { Reading, ServiceModel } from '../service.js';
import { readModel } from '../wire/model.js';
import { cloudWatchRulesets, type UnitSettings } from './constraints.js';
import { numbers } from './constraints-numbers.js';

/** `settings` change what some constraints are; the rest of a model is fixed. */
export function readCloudWatchModel(
  settings: UnitSettings = { lenientUnits: false },
  reading?: Reading,
): ServiceModel {
  const facts = {
    name: 'cloudwatch',
    version: '2010-08-01',
    xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    // Recorded; the schemas of the SDK leave the version out.
    errorNamespace: 'com.amazonaws.cloudwatch.v2010_08_01',
    targetPrefix: 'GraniteServiceVersion20100801',
    numbers,
    rulesets: cloudWatchRulesets(settings),
  };
  return readModel(sdk, facts, reading);
}

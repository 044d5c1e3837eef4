import { expect } from 'chai';
import { forecastAgain, forecastKey } from '../../src/autoscaling/forecast-document.js';
import { groupKey, policyKey } from '../../src/autoscaling/keys.js';
import { putPolicy } from '../../src/autoscaling/policy.js';
import type { PolicyDocument } from '../../src/autoscaling/policy-document.js';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type { Datapoints } from '../../src/datapoints/datapoints.js';
import { createDatapoints } from '../../src/datapoints/engine.js';
import { forecastLoads } from '../../src/heartbeat/forecast-load.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { MemoryBlocks } from '../simulation/memory-blocks.js';
import { MemoryStore } from '../simulation/memory-store.js';
import {
  groupDocument,
  instanceOf,
  noon,
  scope,
  secondsAfter,
} from '../support/group-documents.js';

const names = { AutoScalingGroupName: 'web', PolicyName: 'foresee' };

/** A policy on one of the predefined pairs. */
function policyOn(PredefinedMetricType: 'ASGCPUUtilization' | 'ASGNetworkIn'): PolicyDocument {
  const put = { scope, now: noon, policyUuid: 'uuid', alarmUuid: 'uuid' };
  const PredefinedMetricPairSpecification = { PredefinedMetricType };
  const PredictiveScalingConfiguration = {
    MetricSpecifications: [{ TargetValue: 50, PredefinedMetricPairSpecification }],
    Mode: 'ForecastAndScale' as const,
  };
  const input = { ...names, PolicyType: 'PredictiveScaling', PredictiveScalingConfiguration };
  return putPolicy(undefined, input, put);
}

/** Two days in which the one instance was at 100 %. */
async function measured(): Promise<Datapoints> {
  const datapoints = createDatapoints(new MemoryBlocks().open());
  const Dimensions = [{ Name: 'AutoScalingGroupName', Value: 'web' }];
  const named = { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions };
  const samples = Array.from({ length: 48 }, (_, hour) => ({
    metric: { ...scope, ...named },
    ...{ Unit: 'None', StorageResolution: 60 as const, cell: cellOfValue(100) },
    Timestamp: secondsAfter(noon, -3_600 * (hour + 1)),
  }));
  await datapoints.append(samples, noon);
  return datapoints;
}

interface Case {
  readonly name: string;
  readonly between: (store: MemoryStore) => Promise<void>;
  /** What was predicted before may have raised it. */
  readonly DesiredCapacity: number;
}

describe('a forecast whose policy is put again, deleted, or gone with its group meanwhile', () => {
  const key = forecastKey(scope, 'web', 'foresee');
  const place = groupKey(scope, 'web');
  const policyAt = policyKey(scope, 'web', 'foresee');

  const cases: readonly Case[] = [
    {
      name: 'is made again for the policy as it is',
      DesiredCapacity: 2,
      between: async (store) => {
        await store.update(policyAt, () => policyOn('ASGNetworkIn'));
        await store.update(key, (current) => forecastAgain(current, names, noon));
      },
    },
    {
      name: 'takes back what it predicted',
      DesiredCapacity: 2,
      between: async (store) => {
        await store.update(policyAt, () => undefined);
        await store.update(key, () => undefined);
      },
    },
    {
      name: 'says nothing to another group of that name',
      DesiredCapacity: 1,
      between: async (store) => {
        await store.update(policyAt, () => undefined);
        await store.update(key, () => undefined);
        const AutoScalingGroupARN = 'another';
        await store.update(place, () => groupDocument({ AutoScalingGroupARN }, [instanceOf(1)]));
      },
    },
  ];
  for (const { name, between, DesiredCapacity } of cases) {
    it(name, async () => {
      const store = new MemoryStore();
      const known = await measured();
      let reads = 0;
      const datapoints: Datapoints = {
        ...known,
        append: (samples, now) => known.append(samples, now),
        read: async (ranges, now) => {
          const found = await known.read(ranges, now);
          reads += 1;
          if (reads === 1) await between(store);
          return found;
        },
      };
      const attend = (): Promise<void> => Promise.resolve();
      const worker = forecastLoads({ store, datapoints, journal: new Journal(), attend });
      await store.update(place, () => groupDocument({}, [instanceOf(1)]));
      await store.update(policyAt, () => policyOn('ASGCPUUtilization'));
      await store.update(key, (current) => forecastAgain(current, names, noon));
      for (let beat = 0; beat < 2; beat++) {
        const entry = await store.entry(key);
        expect(entry?.document.due).to.deep.equal(noon);
        await worker.attend(entry === undefined ? [] : [entry], noon);
      }
      const group = (await store.get(place))?.group;
      const capacities = [group?.DesiredCapacity, group?.PredictedCapacity];
      expect(capacities).to.deep.equal([DesiredCapacity, undefined]);
      expect((await store.get(key))?.load ?? []).to.deep.equal([]);
    });
  }
});

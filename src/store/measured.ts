import type { Datapoints } from '../datapoints/datapoints.js';
import type { Storage } from './open.js';
import type { Store } from './store.js';

/** Watches a call until it has ended, and passes its outcome on. */
export type Measure = <T>(call: StoreCall, work: () => Promise<T>) => Promise<T>;

export type StoreCall =
  | 'get'
  | 'list'
  | 'update'
  | 'due'
  | 'defer'
  | 'append'
  | 'read'
  | 'listMetrics'
  | 'findMetrics'
  | 'sweep';

/** The same storage, whose calls are measured; whatever it is made of, they mean the same. */
export function measuredStorage(storage: Storage, measure: Measure): Storage {
  const datapoints = measuredDatapoints(storage.datapoints, measure);
  return {
    ...storage,
    store: measuredStore(storage.store, measure),
    datapoints,
    sweep: (now) => measure('sweep', () => storage.sweep(now)),
  };
}

function measuredStore(store: Store, measure: Measure): Store {
  return {
    get: (key) => measure('get', () => store.get(key)),
    entry: (key) => measure('get', () => store.entry(key)),
    getMany: (keys) => measure('get', () => store.getMany(keys)),
    entries: (keys) => measure('get', () => store.entries(keys)),
    list: (prefix, page) => measure('list', () => store.list(prefix, page)),
    count: (prefix, limit) => measure('list', () => store.count(prefix, limit)),
    update: (key, change) => measure('update', () => store.update(key, change)),
    revise: (read, change) => measure('update', () => store.revise(read, change)),
    due: (...given) => measure('due', () => store.due(...given)),
    nextDue: (partition) => measure('due', () => store.nextDue(partition)),
    defer: (deferrals) => measure('defer', () => store.defer(deferrals)),
    reset: () => store.reset(),
    close: () => store.close(),
  };
}

function measuredDatapoints(datapoints: Datapoints, measure: Measure): Datapoints {
  return {
    append: (samples, now) => measure('append', () => datapoints.append(samples, now)),
    read: (ranges, now) => measure('read', () => datapoints.read(ranges, now)),
    listMetrics: (filter, page) =>
      measure('listMetrics', () => datapoints.listMetrics(filter, page)),
    findMetrics: (filter, wanted) =>
      measure('findMetrics', () => datapoints.findMetrics(filter, wanted)),
    sweep: (now) => datapoints.sweep(now),
    reset: () => datapoints.reset(),
  };
}

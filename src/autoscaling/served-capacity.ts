import type { GroupDocument } from './group-document.js';
import type { Step } from './turn.js';
import { type Units, unitsWhere } from './units.js';

/**
 * What has been in service of a group, and since when: a datapoint tells of the capacity that was
 * there in its period, and not of what is there when it is looked at. That is remembered for as
 * long as the alarms of target tracking look back, and a while longer, since datapoints come late.
 */
export interface ServedCapacity {
  readonly since: Date;
  readonly units: Units;
}

export interface Period {
  readonly from: Date;
  readonly to: Date;
}

const servedMilliseconds = 30 * 60_000;
/** Of a group that changes more often, the latest. */
const servedMax = 60;

export const noteServedCapacity: Step = (document, { now }) => {
  const { served = [] } = document;
  const units = unitsInService(document);
  const last = served.at(-1);
  if (units === (last?.units ?? 0)) return document;
  // A turn may come a little late, and be of an earlier moment than the one before it.
  const since = last !== undefined && last.since > now ? last.since : now;
  const oldest = now.getTime() - servedMilliseconds;
  const rest = served.filter((_, index) => {
    const next = served[index + 1];
    return next === undefined || next.since.getTime() > oldest;
  });
  return { ...document, served: [...rest, { since, units }].slice(-servedMax) };
};

/** The least and the most that was in service in a period. */
export function servedIn(
  document: GroupDocument,
  period: Period | undefined,
): { readonly least: Units; readonly most: Units } {
  const { served = [] } = document;
  const present = { least: unitsInService(document), most: unitsInService(document) };
  if (period === undefined) return present;
  const within = served.filter(({ since }, index) => {
    const until = served[index + 1]?.since;
    return since < period.to && (until === undefined || until > period.from);
  });
  const [first] = within.length > 0 ? within : served;
  if (first === undefined) return present;
  return within.reduce(
    ({ least, most }, { units }) => ({
      least: units < least ? units : least,
      most: units > most ? units : most,
    }),
    { least: first.units, most: first.units },
  );
}

export function unitsInService({ instances }: GroupDocument): Units {
  return unitsWhere(instances, ({ instance }) => instance.LifecycleState === 'InService');
}

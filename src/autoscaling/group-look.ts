import type { Look } from '../service.js';
import type { GroupDocument } from './group-document.js';
import { holdsOf } from './holds.js';
import { actualCapacity } from './placement.js';

/** What the turns of one look made of a group, and what holds it where it is. */
export interface TurnsSeen {
  readonly before: GroupDocument;
  readonly after: GroupDocument;
  readonly now: Date;
}

export function turnsLook({ before, after, now }: TurnsSeen): Look {
  const activities = begun(before, after);
  const told = {
    at: now,
    what: 'turn',
    DesiredCapacity: after.group.DesiredCapacity,
    actualCapacity: actualCapacity(after),
    capacityBefore: actualCapacity(before),
    activities,
  };
  const { due: nextLook } = after;
  const holds = holdsOf(after, now);
  const hasChanged = activities.length > 0 || told.capacityBefore !== told.actualCapacity;
  return {
    ...{ at: now, hasChanged, weight: 4 + activities.length },
    // What ends by itself may do so without another turn.
    tell: (of) => {
      const lasting = holds.filter(({ until }) => until === undefined || until > of);
      return { ...told, holds: lasting, nextLook };
    },
  };
}

const activitiesShownMax = 20;

/** Descriptions of the activities that the turns have begun. */
function begun(before: GroupDocument, after: GroupDocument): readonly string[] {
  const known = new Set(before.activities.map(({ ActivityId }) => ActivityId));
  const fresh = after.activities.filter(({ ActivityId }) => !known.has(ActivityId));
  return fresh.slice(0, activitiesShownMax).map(({ Description }) => Description);
}

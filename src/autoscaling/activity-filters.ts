import type { DescribeScalingActivitiesType, Filter } from '@aws-sdk/client-auto-scaling';
import type { Validated } from '../service.js';
import type { GroupActivity } from './activity.js';
import { validationError } from './errors.js';

/** Which activities a request asks for: ids, times and states, all of which must fit. */
export function fitsActivityFilters(
  input: Validated<DescribeScalingActivitiesType>,
): (activity: GroupActivity) => boolean {
  const { ActivityIds = [], Filters = [], AutoScalingGroupName } = input;
  // Times may be asked for over all groups; states may not, by the page of this action.
  const asksForStates = Filters.some(({ Name }) => Name === 'Status');
  if (asksForStates && AutoScalingGroupName === undefined) {
    throw validationError("The filter configuration isn't valid. Specify an AutoScalingGroupName.");
  }
  const tests = Filters.map(testOf);
  return (activity) => {
    const isAsked = ActivityIds.length === 0 || ActivityIds.includes(activity.ActivityId);
    return isAsked && tests.every((test) => test(activity));
  };
}

function testOf({ Name, Values = [] }: Filter): (activity: GroupActivity) => boolean {
  const bounds = (): number[] => Values.map(readTimestamp);
  switch (Name) {
    case 'StartTimeLowerBound': {
      const times = bounds();
      return ({ StartTime }) => times.every((time) => StartTime.getTime() >= time);
    }
    case 'StartTimeUpperBound': {
      const times = bounds();
      return ({ StartTime }) => times.every((time) => StartTime.getTime() <= time);
    }
    case 'Status':
      return ({ StatusCode }) => Values.includes(StatusCode);
    default:
      throw validationError(`The filter configuration isn't valid. Unknown filter ${Name}.`);
  }
}

const timestampPattern =
  /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}:\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/i;

/** A full ISO timestamp with its zone; the day's end may be written as hour 24. */
function readTimestamp(text: string): number {
  const [, day = '', hour = '', rest = '', fraction = '', zone = ''] =
    timestampPattern.exec(text) ?? [];
  const isDayEnd = hour === '24' && rest === '00:00';
  const start = Date.parse(
    `${day}T${isDayEnd ? '00' : hour}:${rest}${fraction.slice(0, 4)}${zone.toUpperCase()}`,
  );
  if (Number.isNaN(start) || !isDay(day) || (hour === '24' && !isDayEnd)) {
    throw validationError(
      "The filter configuration isn't valid. The specified timestamp isn't valid.",
    );
  }
  return start + (isDayEnd ? dayMilliseconds : 0);
}

/** JavaScript takes the 30th of February for a day of March. */
function isDay(day: string): boolean {
  return new Date(`${day}T00:00Z`).toISOString().startsWith(day);
}

const dayMilliseconds = 86_400_000;

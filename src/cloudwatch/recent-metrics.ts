/**
 * AWS lists, searches and queries the metrics that received datapoints in the last two weeks
 * (ListMetrics in the API reference); ListMetrics may ask for those of the last three hours alone.
 */
export function listedSince(now: Date, RecentlyActive?: string): Date {
  return new Date(now.getTime() - (RecentlyActive === 'PT3H' ? threeHours : twoWeeks));
}

const threeHours = 3 * 3_600_000;
const twoWeeks = 14 * 86_400_000;

import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { clientSettings, createWorld } from '../support/world.js';
import type { Row } from './bench.js';
import { askedMilliseconds, startMoto } from './moto.js';

const metricCount = 2_000;
const minutes = 60;
const queries = 10;
/** A request that is longer than 10 KB is zipped, which moto does not unzip. */
const datumsAtOnce = 40;

/** What moto_server can do too: it lists metrics, and knows the five plain statistics. */
export async function motoRows(): Promise<readonly Row[]> {
  const world = await createWorld();
  await furnish(world.cloudWatch, world.now());
  const ours = await measure(world.endpoint, world.now());
  await world.close();
  const moto = await startMoto();
  const client = new CloudWatchClient(clientSettings(moto.endpoint));
  try {
    const now = new Date(Math.floor(Date.now() / 60_000) * 60_000);
    await furnish(client, now);
    const theirs = await measure(moto.endpoint, now);
    return [
      row(`a page of ListMetrics over ${metricCount.toLocaleString('en')} series`, [
        ours.listing,
        theirs.listing,
      ]),
      row(`averages of ${queries} metrics x ${minutes} points`, [ours.reading, theirs.reading]),
    ];
  } finally {
    client.destroy();
    await moto.stop();
  }
}

function row(what: string, [ours, theirs]: readonly [number, number]): Row {
  return {
    what: `${what}, against moto_server`,
    measured: `${ours.toFixed(1)} / ${theirs.toFixed(0)} ms`,
    ratio: theirs / ours,
    goal: 'faster than moto',
  };
}

async function furnish(client: CloudWatchClient, now: Date): Promise<void> {
  const hosts = Array.from({ length: metricCount }, (_, host) => ({
    ...{ MetricName: 'Load', Timestamp: now, Value: host },
    Dimensions: [{ Name: 'Host', Value: `host-${host}` }],
  }));
  const points = Array.from({ length: queries * minutes }, (_, index) => ({
    ...{ MetricName: `m${Math.floor(index / minutes)}`, Value: index },
    Timestamp: new Date(now.getTime() - ((index % minutes) + 1) * 60_000),
  }));
  for (const [Namespace, datums] of [
    ['Listed', hosts],
    ['Read', points],
  ] as const) {
    for (let from = 0; from < datums.length; from += datumsAtOnce) {
      const MetricData = datums.slice(from, from + datumsAtOnce);
      await client.send(new PutMetricDataCommand({ Namespace, MetricData }));
    }
  }
}

async function measure(
  endpoint: string,
  now: Date,
): Promise<{ readonly listing: number; readonly reading: number }> {
  const asking = { endpoint, service: 'monitoring', now } as const;
  const time = (minutesAgo: number): string =>
    new Date(now.getTime() - minutesAgo * 60_000).toISOString();
  const list = { Action: 'ListMetrics', Version: '2010-08-01', Namespace: 'Listed' };
  const read = {
    ...{ Action: 'GetMetricData', Version: '2010-08-01' },
    ...{ StartTime: time(minutes), EndTime: time(0) },
    ...Object.fromEntries(Array.from({ length: queries }, (_, index) => queryOf(index)).flat()),
  };
  return {
    listing: await askedMilliseconds({ ...asking, body: new URLSearchParams(list).toString() }),
    reading: await askedMilliseconds({ ...asking, body: new URLSearchParams(read).toString() }),
  };
}

function queryOf(index: number): readonly (readonly [string, string])[] {
  const path = `MetricDataQueries.member.${index + 1}`;
  return [
    [`${path}.Id`, `m${index}`],
    [`${path}.MetricStat.Metric.Namespace`, 'Read'],
    [`${path}.MetricStat.Metric.MetricName`, `m${index}`],
    [`${path}.MetricStat.Period`, '60'],
    [`${path}.MetricStat.Stat`, 'Average'],
  ];
}

import { type Key, keyOf, type Partition, partitionCount } from './keys.js';
import type { Document, Store } from './store.js';

/**
 * How the servers on one store divide the heartbeat's work. One document says which servers live
 * and whose each partition is. A server renews its place every few seconds; one that has not done
 * so for ten is dead to the others, and its partitions go to those that have the fewest.
 */
export class Leases {
  private owned: readonly Partition[] = [];
  private renewedAt = -Infinity;

  constructor(
    private readonly store: Store,
    private readonly server: string,
  ) {}

  /** The partitions that are this server's for some seconds from `now` on. */
  async ownPartitions(now: Date): Promise<readonly Partition[]> {
    const age = now.getTime() - this.renewedAt;
    if (age >= 0 && age < renewMilliseconds) return this.owned;
    const leases = await this.store.update(leasesKey, (current) =>
      renewed(current ?? { servers: [], holders: [] }, this.server, now),
    );
    this.owned = partitionsOf(leases, this.server);
    this.renewedAt = now.getTime();
    return this.owned;
  }

  /** Gives all partitions back, so that others need not wait for the lease to lapse. */
  async release(): Promise<void> {
    await this.store.update(leasesKey, (current) => current && without(current, this.server));
  }
}

export interface LeasesDocument extends Document {
  readonly servers: readonly LivingServer[];
  /** By partition; an empty text for one that is nobody's. */
  readonly holders: readonly string[];
}

interface LivingServer {
  readonly server: string;
  readonly until: Date;
}

const leasesKey: Key<LeasesDocument> = keyOf({ account: '', region: '' }, 'leases');
const leaseMilliseconds = 10_000;
const renewMilliseconds = 3_000;

/** A server takes no more than its share, and gives back what it has beyond. */
export function renewed(current: LeasesDocument, server: string, now: Date): LeasesDocument {
  const others = current.servers.filter((each) => each.server !== server && each.until > now);
  const until = new Date(now.getTime() + leaseMilliseconds);
  const servers = [...others, { server, until }];
  const share = Math.ceil(partitionCount / servers.length);
  const living = new Set(servers.map((each) => each.server));
  let count = 0;
  const kept = Array.from({ length: partitionCount }, (_, partition) => {
    const holder = current.holders[partition] ?? '';
    if (!living.has(holder)) return '';
    if (holder !== server) return holder;
    count += 1;
    return count <= share ? holder : '';
  });
  let free = share - Math.min(count, share);
  const holders = kept.map((holder) => (holder === '' && free-- > 0 ? server : holder));
  return { servers, holders };
}

function without(current: LeasesDocument, server: string): LeasesDocument {
  return {
    servers: current.servers.filter((each) => each.server !== server),
    holders: current.holders.map((holder) => (holder === server ? '' : holder)),
  };
}

function partitionsOf(leases: LeasesDocument | undefined, server: string): readonly Partition[] {
  return (leases?.holders ?? []).flatMap((holder, partition) =>
    holder === server ? [partition] : [],
  );
}

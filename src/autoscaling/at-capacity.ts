import type { GroupDocument } from './group-document.js';
import { ofExcessMarket } from './market.js';
import { surplusOf } from './overage.js';
import { isCounted } from './placement.js';
import { weightOf } from './units.js';

/** There is nothing to launch, and nothing to terminate that would not take too much away. */
export function isAtCapacity(document: GroupDocument): boolean {
  const surplus = surplusOf(document);
  if (surplus <= 0) return surplus === 0;
  const leaving = ofExcessMarket(document, document.instances.filter(isCounted));
  return surplus < Math.min(...leaving.map(weightOf));
}

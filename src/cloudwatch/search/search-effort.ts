import { Pace } from '../../turns.js';
import { validationError } from '../errors.js';

/**
 * What the searches of a call cost together, in terms and letters compared. A search that only says
 * what metrics are not has to look at all there are, so a few short texts can ask for a lot.
 */
export class SearchEffort {
  private spent = 0;
  private told = 0;
  private readonly pace = new Pace(pauseCost);

  /** A metric was read, and is compared with so many terms. */
  compare(termCount: number): void {
    this.spend(metricCost + termCount);
  }

  spend(cost: number): void {
    this.spent += cost;
    if (this.spent > searchCostMax) throw validationError(tooMuch);
  }

  /** Whether others should have a turn now. */
  isPauseDue(): boolean {
    const cost = this.spent - this.told;
    this.told = this.spent;
    return this.pace.isPauseDue(cost);
  }
}

/** A million metrics are looked at for fifty terms, or sixty thousand for sixteen hundred. */
const searchCostMax = 100_000_000;
/** To read one takes as long as to compare more terms than that. */
const metricCost = 50;
const pauseCost = 50_000;

const tooMuch = 'The SEARCH functions compare too many metrics with too many terms';

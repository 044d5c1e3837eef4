import type { Look } from '../service.js';

/**
 * What this server decided lately about each document, for those who ask why. It lies in memory
 * alone, so that a quiet alarm costs no write, and has its bounds: of each document the latest
 * looks and the last one that changed it; of all documents so many values together. Where these do
 * not suffice, a document keeps its latest look only, and those that were not looked at for the
 * longest time, or nearly, are forgotten, but for the few that somebody has asked about.
 */
export class Journal {
  /** Those that are to be forgotten come first. */
  private readonly pages = new Map<string, Page>();
  private readonly asked = new Set<string>();
  private weight = 0;

  constructor(private readonly limits: JournalLimits = { looksMax: 10, weightMax: 250_000 }) {}

  note({ text }: { readonly text: string }, look: Look): void {
    const known = this.pages.get(text);
    if (known !== undefined) known.isLookedAt = true;
    const page = known ?? this.newPage(text);
    this.weight -= page.weight;
    addLook(page, look, this.limits.looksMax);
    this.weight += page.weight;
    if (this.weight > this.limits.weightMax) this.makeRoom(text, page);
  }

  about({ text }: { readonly text: string }): JournalPage {
    this.asked.delete(text);
    this.asked.add(text);
    const [first] = this.asked;
    if (this.asked.size > askedMax && first !== undefined) this.asked.delete(first);
    const page = this.pages.get(text);
    return { looks: page === undefined ? [] : newestFirst(page), lastChange: page?.lastChange };
  }

  clear(): void {
    this.pages.clear();
    this.asked.clear();
    this.weight = 0;
  }

  private newPage(text: string): Page {
    const first = { looks: [], weights: [], newest: -1 };
    const page: Page = { ...first, lastChange: undefined, weight: 0, isLookedAt: false };
    this.pages.set(text, page);
    return page;
  }

  /** To put a page last with each of its looks would take longer than all else done here. */
  private makeRoom(text: string, page: Page): void {
    this.weight -= page.weight;
    keepNewest(page);
    this.weight += page.weight;
    for (const [oldest, each] of this.pages) {
      if (this.weight <= this.limits.weightMax) return;
      if (oldest === text || this.asked.has(oldest)) continue;
      this.pages.delete(oldest);
      if (each.isLookedAt) {
        each.isLookedAt = false;
        this.pages.set(oldest, each);
      } else this.weight -= each.weight;
    }
  }
}

const askedMax = 100;

export interface JournalLimits {
  readonly looksMax: number;
  readonly weightMax: number;
}

export interface JournalPage {
  /** The newest first. */
  readonly looks: readonly Look[];
  readonly lastChange: Look | undefined;
}

/** Each decision comes here, and hardly any is ever told: so a page is changed in place. */
interface Page {
  /** Around and around: the newest takes the place of the oldest. */
  looks: Look[];
  /** Of each look; to ask itself, which nobody has touched for so long, takes its time. */
  weights: number[];
  /** Its place. */
  newest: number;
  lastChange: Look | undefined;
  /** Of all of these. */
  weight: number;
  /** Since it came, or was the first to be forgotten and was spared for this. */
  isLookedAt: boolean;
}

/** What a look costs beside its values. */
const lookWeight = 3;

function addLook(page: Page, look: Look, looksMax: number): void {
  const place = (page.newest + 1) % looksMax;
  const weight = look.weight + lookWeight;
  page.weight += weight - (page.weights[place] ?? 0);
  page.looks[place] = look;
  page.weights[place] = weight;
  page.newest = place;
  if (!look.hasChanged) return;
  page.weight += look.weight - (page.lastChange?.weight ?? -lookWeight);
  page.lastChange = look;
}

function keepNewest(page: Page): void {
  const { looks, weights, newest } = page;
  for (const weight of weights) page.weight -= weight;
  page.looks = looks.slice(newest, newest + 1);
  page.weights = weights.slice(newest, newest + 1);
  page.weight += page.weights[0] ?? 0;
  page.newest = 0;
}

function newestFirst({ looks, newest }: Page): readonly Look[] {
  return [...looks.slice(newest + 1), ...looks.slice(0, newest + 1)].reverse();
}

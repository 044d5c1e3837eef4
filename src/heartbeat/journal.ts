import type { Look } from '../service.js';

/**
 * What this server decided lately about each document, for those who ask why. It lies in memory
 * alone, so that a quiet alarm costs no write, and has its bounds: of each document the latest
 * looks and the last one that changed it; of all documents so many values together. Where these do
 * not suffice, a document keeps its latest look only, and those that were looked at longest ago are
 * forgotten, but for the few that somebody has asked about.
 */
export class Journal {
  /** The document looked at longest ago comes first. */
  private readonly pages = new Map<string, JournalPage>();
  private readonly asked = new Set<string>();
  private weight = 0;

  constructor(private readonly limits: JournalLimits = { looksMax: 10, weightMax: 250_000 }) {}

  note({ text }: { readonly text: string }, look: Look): void {
    const before = this.pages.get(text) ?? emptyPage;
    const page = pageWith(before, look, this.limits.looksMax);
    this.put(text, page);
    if (this.weight > this.limits.weightMax) this.put(text, { ...page, looks: [look] });
    for (const oldest of this.pages.keys()) {
      if (this.weight <= this.limits.weightMax || oldest === text) return;
      if (!this.asked.has(oldest)) this.put(oldest, emptyPage);
    }
  }

  about({ text }: { readonly text: string }): JournalPage {
    this.asked.delete(text);
    this.asked.add(text);
    const [first] = this.asked;
    if (this.asked.size > askedMax && first !== undefined) this.asked.delete(first);
    return this.pages.get(text) ?? emptyPage;
  }

  clear(): void {
    this.pages.clear();
    this.asked.clear();
    this.weight = 0;
  }

  private put(text: string, page: JournalPage): void {
    const before = this.pages.get(text);
    this.weight += weightOf(page);
    if (before !== undefined) {
      this.weight -= weightOf(before);
      this.pages.delete(text);
    }
    if (page.looks.length > 0) this.pages.set(text, page);
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

const emptyPage: JournalPage = { looks: [], lastChange: undefined };

function pageWith({ looks, lastChange }: JournalPage, look: Look, looksMax: number): JournalPage {
  return {
    looks: [look, ...looks.slice(0, looksMax - 1)],
    lastChange: look.hasChanged ? look : lastChange,
  };
}

/** What a look costs beside its values. */
const lookWeight = 3;

function weightOf({ looks, lastChange }: JournalPage): number {
  let sum = lastChange === undefined ? 0 : lastChange.weight + lookWeight;
  for (const { weight } of looks) sum += weight + lookWeight;
  return sum;
}

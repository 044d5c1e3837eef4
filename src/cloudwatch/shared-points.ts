import type { Range, UnitCells } from '../datapoints/datapoints.js';
import type { AlarmPoint } from './alarm-evaluation.js';
import type { AlarmSource } from './alarm-plan.js';
import { sourcePoints, sourceRange } from './alarm-points.js';
import { periodCount, type Window } from './window.js';

/**
 * What the alarms of one batch look at, where several look at the same: those that watch the load
 * of one group, say. In windows that end together the periods are the same ones, counted back from
 * there; so the longest of the windows is read and folded once, and each alarm takes as many of its
 * datapoints, the newest, as its own window holds.
 */
export class SharedPoints {
  private readonly views: SharedView[] = [];
  private readonly bySource = new Map<string, SharedView[]>();

  /** Of one alarm; to be asked for its datapoints when all ranges have been read. */
  viewOf(source: AlarmSource, window: Window): SharedView {
    const ofSource = this.bySource.get(source.text);
    const known = ofSource?.find((each) => endsAlike(each.window, window));
    if (known !== undefined) {
      if (window.startSeconds < known.window.startSeconds) known.window = window;
      return known;
    }
    const view: SharedView = { source, window, points: [], newest: [] };
    this.views.push(view);
    if (ofSource === undefined) this.bySource.set(source.text, [view]);
    else ofSource.push(view);
    return view;
  }

  ranges(): readonly Range[] {
    return this.views.map(({ source, window }) => sourceRange(source, window));
  }

  /** `cells` begin with those of the ranges. */
  fold(cells: readonly (readonly UnitCells[])[]): void {
    this.views.forEach((view, index) => {
      view.points = sourcePoints(view.source, cells[index] ?? [], view.window);
    });
  }
}

export interface SharedView {
  readonly source: AlarmSource;
  /** The longest. */
  window: Window;
  /** Its datapoints, the newest first. */
  points: readonly AlarmPoint[];
  /** By their number those that shorter windows hold; the alarms on these share them, too. */
  readonly newest: (readonly AlarmPoint[] | undefined)[];
}

/** Periods of different lengths, as days are when clocks change, are not counted back alike. */
function endsAlike(one: Window, other: Window): boolean {
  return (
    one.endSeconds === other.endSeconds &&
    one.periodSeconds === other.periodSeconds &&
    one.boundaries === undefined &&
    other.boundaries === undefined
  );
}

/** The datapoints of one of the windows. */
export function pointsIn({ points, newest }: SharedView, window: Window): readonly AlarmPoint[] {
  const periods = periodCount(window);
  let count = points.length;
  while (count > 0 && (points[count - 1]?.position ?? 0) > periods) count -= 1;
  if (count === points.length) return points;
  const known = newest[count] ?? points.slice(0, count);
  newest[count] = known;
  return known;
}

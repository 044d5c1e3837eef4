import { Pace } from '../turns.js';
import type { Shape, StructureShape } from './shape.js';

/**
 * A long answer is a list of structures, each of which may hold lists of datapoints. It is written
 * structure by structure, so that others have a turn in between.
 */
export function writingPace(): Pace {
  return new Pace(pauseLeaves);
}

/** A page of GetMetricData has ten times as many. */
const pauseLeaves = 20_000;

export function structuresOf(shape: Shape, value: unknown): Structures | undefined {
  if (shape.kind !== 'list' || shape.element.kind !== 'structure') return undefined;
  // The shape is a list of structures, and what operations answer is of their shapes.
  return { shape: shape.element, values: value as readonly object[] };
}

interface Structures {
  readonly shape: StructureShape;
  readonly values: readonly object[];
}

/** About how many leaves a structure has. */
export function leafCount(structure: object): number {
  let count = 1;
  for (const child of Object.values(structure)) count += Array.isArray(child) ? child.length : 1;
  return count;
}

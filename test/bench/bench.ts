/** One measurement of `make bench`: what was compared to what, and what the issue asks for. */
export interface Bench {
  readonly name: string;
  run(): Promise<readonly Row[]>;
}

export interface Row {
  readonly what: string;
  readonly measured: string;
  /** Measured against the baseline, in the same minute. */
  readonly ratio: number | undefined;
  readonly goal: string;
}

/** Of some runs, behind a few that do not count. */
export function medianMilliseconds(act: () => unknown, runs = 21): number {
  const times = Array.from({ length: runs + 5 }, () => {
    const started = performance.now();
    act();
    return performance.now() - started;
  });
  return (
    times
      .slice(5)
      .sort((a, b) => a - b)
      .at(runs >> 1) ?? NaN
  );
}

export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ what, measured, ratio, goal }) => [
    what,
    measured,
    ratio === undefined ? '' : ratio.toPrecision(3),
    goal,
  ]);
  const lines = [['what', 'measured', 'ratio', 'goal'], ['---', '---', '---', '---'], ...cells];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** What a moment is called, and what becomes of one value, whatever stands around them. */
export const naiveCalendar: Readonly<Record<string, (time: Date) => number>> = {
  MINUTE: (time) => Number(time.toISOString().slice(14, 16)),
  HOUR: (time) => Number(time.toISOString().slice(11, 13)),
  DAY: (time) =>
    ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(time.toUTCString().slice(0, 3)) + 1,
  DATE: (time) => Number(time.toISOString().slice(8, 10)),
  MONTH: (time) => Number(time.toISOString().slice(5, 7)),
  YEAR: (time) => Number(time.toISOString().slice(0, 4)),
  EPOCH: (time) => time.getTime() / 1000,
};

export const naivePointwise: Readonly<Record<string, (value: number) => number>> = {
  ABS: (value) => (value < 0 ? 0 - value : value),
  CEIL: (value) => Math.ceil(value),
  FLOOR: (value) => Math.floor(value),
  LOG: (value) => Math.log(value),
  LOG10: (value) => Math.log10(value),
};

/** Ends a switch over a tagged value; the compiler sees to it that nothing gets here. */
export function assertNever(value: never): never {
  throw new Error(`Nobody has thought of ${JSON.stringify(value)}.`);
}

/**
 * An optional list without members asks for nothing, and is as one that is not given: of `Query`,
 * which cannot tell the two apart (SDKs send `AlarmNames=`), AWS has it no other way.
 */
export function withoutEmptyLists<I extends object>(input: I): I {
  const given = Object.entries(input).filter(
    ([, value]) => !(Array.isArray(value) && value.length === 0),
  );
  // What it leaves out is optional.
  return Object.fromEntries(given) as I;
}

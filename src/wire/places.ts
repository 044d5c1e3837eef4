/**
 * Places name members of the API in data files: `Structure: Member Member[] …`, any white space
 * between. `Member[]` is what a list holds. They are read into `Structure.Member`, one by one.
 */
export function readPlaces(text: string): string[] {
  const places: string[] = [];
  let structure = '';
  for (const word of readWords(text)) {
    if (word.endsWith(':')) structure = word.slice(0, -1);
    else if (structure === '') throw new Error(`The place ${word} names no structure.`);
    else places.push(`${structure}.${word}`);
  }
  return places;
}

export function readWords(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** A value for each place; a place given twice would leave open which of the two counts. */
export function mapPlaces<V>(entries: readonly (readonly [V, string])[]): Map<string, V> {
  const values = new Map<string, V>();
  for (const [value, places] of entries) {
    for (const place of readPlaces(places)) {
      if (values.has(place)) throw new Error(`${place} is listed twice.`);
      values.set(place, value);
    }
  }
  return values;
}

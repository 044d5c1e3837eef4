import type { MetricLookup } from '../../datapoints/datapoints.js';
import { tokensOf } from '../../datapoints/terms.js';
import type { Condition, Schema, Search, SearchValue } from './search-text.js';

/**
 * What the index of metrics can be asked for a SEARCH, so that it leaves out no metric that
 * matches. Of terms that must all be there any may be asked for; of alternatives each must be.
 * Nothing that is forbidden can be looked up, nor what has no tokens. Undefined where nothing
 * remains: then a metric may match whatever it is called, and all have to be looked at.
 */
export function planLookup({ schema, condition }: Search): MetricLookup | undefined {
  const ofSchema = schema && schemaLookup(schema);
  return every([ofSchema, conditionLookup(condition)]);
}

function schemaLookup({ Namespace, dimensionNames }: Schema): MetricLookup {
  return { kind: 'schema', Namespace, dimensionNames };
}

function conditionLookup(condition: Condition): MetricLookup | undefined {
  switch (condition.kind) {
    case 'all':
      return every(condition.conditions.map(conditionLookup));
    case 'any':
      return oneOf(condition.conditions.map(conditionLookup));
    case 'not':
      return undefined;
    case 'value':
      return propertyLookup(condition.property, valueLookup(condition.value));
  }
}

/** Of a dimension, its name must be there too; an account is none of the texts of a metric. */
function propertyLookup(
  property: string | undefined,
  value: MetricLookup | undefined,
): MetricLookup | undefined {
  if (property === undefined || property === 'MetricName' || property === 'Namespace') return value;
  if (property === ':aws.AccountId') return undefined;
  return every([{ kind: 'text', text: property }, value]);
}

function valueLookup({ text, isQuoted }: SearchValue): MetricLookup | undefined {
  if (isQuoted) return { kind: 'text', text };
  const word = tokensOf(text).join('');
  return word === '' ? undefined : { kind: 'word', word };
}

function every(lookups: readonly (MetricLookup | undefined)[]): MetricLookup | undefined {
  const known = lookups.filter((lookup) => lookup !== undefined);
  return known.length > 1 ? { kind: 'all', lookups: known } : known[0];
}

function oneOf(lookups: readonly (MetricLookup | undefined)[]): MetricLookup | undefined {
  const known = lookups.filter((lookup) => lookup !== undefined);
  return known.length < lookups.length ? undefined : { kind: 'any', lookups: known };
}

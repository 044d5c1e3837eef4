/**
 * Who may ask for explanations: they tell of an account's own alarms and groups. Whoever reaches a
 * server with the default key may sign with that as well, and test controls let do far more; but
 * keys of a file are to keep accounts apart, and then a token of its own is needed.
 */
export type ExplainAccess =
  | { readonly kind: 'open' }
  | { readonly kind: 'bearer'; readonly tokens: readonly string[] }
  | { readonly kind: 'closed' };

export interface ExplainSettings {
  readonly explainToken: string | undefined;
  readonly testControls: boolean;
  readonly testControlsToken: string | undefined;
  readonly credentials: string | undefined;
}

export function explainAccess(settings: ExplainSettings): ExplainAccess {
  const { explainToken, testControls, testControlsToken, credentials } = settings;
  const given = [explainToken, testControls ? testControlsToken : undefined];
  const tokens = given.filter((token) => token !== undefined);
  if (tokens.length > 0) return { kind: 'bearer', tokens };
  return testControls || credentials === undefined ? { kind: 'open' } : { kind: 'closed' };
}

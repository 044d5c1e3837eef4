/**
 * One structured line a message, on standard error. Nothing that comes from a caller is put into
 * it but names and codes: no header, no body, no secret.
 */
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export function createLog(
  level: LogLevel,
  write: (line: string) => void,
  now: () => Date = () => new Date(),
): Log {
  const threshold = logLevels.indexOf(level);
  const at =
    (own: Exclude<LogLevel, 'silent'>) =>
    (message: string, fields: LogFields = {}): void => {
      if (logLevels.indexOf(own) < threshold) return;
      write(`${JSON.stringify({ time: now().toISOString(), level: own, message, ...fields })}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** The fields that tell of a failure: its first line, and the stack on the same log line. */
export function failureFields(failure: unknown): LogFields {
  if (!(failure instanceof Error)) return { error: String(failure) };
  return { error: failure.message, stack: failure.stack };
}

import type { Key, Keys } from './credentials.js';
import { isRecord, type JsonRecord, refuseOthers, type Report, within } from './faults.js';
import { parsePolicy, type Policy } from './iam-policy.js';

/**
 * The credentials file: `{"keys": [{"accessKeyId", "secretAccessKey", "account", …}]}`. A faulty
 * one is refused as a whole and with all its faults. Values of it are repeated only where they can
 * be no secret: a fault ends up in the log.
 */
export type KeysReading =
  | { readonly kind: 'keys'; readonly keys: Keys }
  | { readonly kind: 'bad'; readonly faults: readonly string[] };

export function parseKeys(text: string): KeysReading {
  const faults: string[] = [];
  const keys = readKeys(text, (path, reason) => faults.push(`${path} ${reason}`));
  if (faults.length > 0) return { kind: 'bad', faults };
  return { kind: 'keys', keys: new Map(keys.map((key) => [key.accessKeyId, key])) };
}

function readKeys(text: string, report: Report): Key[] {
  const document = parseJson(text);
  if (document === undefined) {
    report('the file', 'is not JSON');
    return [];
  }
  if (!isRecord(document) || !Array.isArray(document.keys)) {
    report('the file', 'must be a JSON object with a list of keys');
    return [];
  }
  refuseOthers(document, ['keys'], within(report, '$'));
  if (document.keys.length === 0) report('keys', 'must hold a key');
  const seen = new Set<string>();
  return document.keys.flatMap((record: unknown, index) => {
    const reportInside = within(report, `keys[${index}]`);
    if (!isRecord(record)) {
      reportInside('', 'must be an object');
      return [];
    }
    const key = readKey(record, reportInside);
    if (key.accessKeyId !== '' && seen.has(key.accessKeyId))
      reportInside('.accessKeyId', 'is there twice');
    seen.add(key.accessKeyId);
    return [key];
  });
}

/** A JSON error repeats the text around it, which may be a secret; so only that is told. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const members = ['accessKeyId', 'secretAccessKey', 'sessionToken', 'account', 'user', 'policies'];

function readKey(record: JsonRecord, report: Report): Key {
  refuseOthers(record, members, report);
  const text = (name: string, form: RegExp, wanted: string): string => {
    const value = record[name];
    if (typeof value === 'string' && form.test(value)) return value;
    report(`.${name}`, value === undefined ? 'is missing' : wanted);
    return '';
  };
  const optionalText: typeof text = (name, form, wanted) =>
    record[name] === undefined ? '' : text(name, form, wanted);
  return {
    accessKeyId: text('accessKeyId', /^\w{1,128}$/, 'must be 1 to 128 letters, digits or _'),
    secretAccessKey: text(
      'secretAccessKey',
      /^[!-~]{1,256}$/,
      'must be 1 to 256 visible characters',
    ),
    sessionToken:
      optionalText('sessionToken', /^[!-~]{1,8192}$/, 'must be 1 to 8192 visible characters') ||
      undefined,
    account: text('account', /^\d{12}$/, 'must be 12 digits'),
    user:
      optionalText('user', /^[\w+=,.@-]{1,64}$/, 'must be a user name of IAM, such as alice') ||
      undefined,
    policies: readPolicies(record.policies, within(report, '.policies')),
  };
}

function readPolicies(node: unknown, report: Report): readonly Policy[] | undefined {
  if (node === undefined) return undefined;
  if (Array.isArray(node)) {
    return node.map((document, index) => parsePolicy(document, within(report, `[${index}]`)));
  }
  report('', 'must be a list of policy documents');
  return undefined;
}

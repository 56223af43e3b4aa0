import { isAlgorithm, parsePublicKey, type PublicKey } from './public-key';

/** A line of authorized_keys. */
export interface AuthorizedKey {
  readonly line: number;
  readonly key: PublicKey;
  /** Options in lower case with their values: `command="…"`, `no-pty`. */
  readonly options: Readonly<Record<string, string>>;
}

/** Reads authorized_keys; what is no key is left out. */
export function parseAuthorizedKeys(text: string): AuthorizedKey[] {
  const found: AuthorizedKey[] = [];
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (!line || line.startsWith('#')) continue;
    const bare = isAlgorithm(line.split(/\s/)[0]!);
    const at = bare ? 0 : optionsEnd(line);
    const key = parsePublicKey(line.slice(at));
    if (key) found.push({ line: i + 1, key, options: bare ? {} : parseOptions(line.slice(0, at)) });
  }
  return found;
}

/** Where the options end: the first blank outside of quotes. */
function optionsEnd(line: string): number {
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '\\' && line[i + 1] === '"') i++;
    else if (line[i] === '"') quoted = !quoted;
    else if (!quoted && /\s/.test(line[i]!)) return i + 1;
  }
  return line.length;
}

function parseOptions(text: string): Record<string, string> {
  const options: Record<string, string> = {};
  for (const [, name, , value] of text.matchAll(/([A-Za-z0-9-]+)(="((?:\\"|[^"])*)")?/g))
    options[name!.toLowerCase()] = (value ?? '').replaceAll('\\"', '"');
  return options;
}

/** What parsing found: the value and the fields named twice, or Go's words for why the text is not JSON. */
export type ParsedJson = { readonly value: unknown; readonly duplicates: readonly string[] } | { readonly error: string };

const MOST_DUPLICATES = 100;
/** Upstream: 10,000. Whatever reads an object here goes as deep as it is, on a stack that bears no more; no real object comes near. */
const MOST_DEPTH = 1_000;

class JsonError extends Error {}

/** Parses JSON as sigs.k8s.io/json does: the last of duplicate fields wins and each is reported (`duplicate field "a.b"`). */
export function parseJson(text: string): ParsedJson {
  const duplicates: string[] = [];
  let at = 0;

  const white = () => {
    while (at < text.length && ' \t\r\n'.includes(text[at]!)) at++;
  };
  const fail = (where: string): never => {
    if (at >= text.length) throw new JsonError('unexpected end of JSON input');
    throw new JsonError(`invalid character ${quoteChar(text[at]!)} ${where}`);
  };

  function value(path: string, depth: number): unknown {
    white();
    const char = text[at];
    if (depth >= MOST_DEPTH && (char === '{' || char === '[')) fail('exceeded max depth');
    if (char === '{') return object(path, depth);
    if (char === '[') return array(path, depth);
    if (char === '"') return string();
    const literal = /(?:true|false|null)/y;
    literal.lastIndex = at;
    const word = literal.exec(text)?.[0];
    if (word) {
      at += word.length;
      return word === 'null' ? null : word === 'true';
    }
    const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
    number.lastIndex = at;
    const digits = number.exec(text)?.[0];
    if (digits) {
      at += digits.length;
      return Number(digits);
    }
    return fail('looking for beginning of value');
  }

  function object(path: string, depth: number): unknown {
    const out: Record<string, unknown> = {};
    at++;
    white();
    if (text[at] === '}') {
      at++;
      return out;
    }
    for (;;) {
      white();
      if (text[at] !== '"') fail('looking for beginning of object key string');
      const key = string();
      white();
      if (text[at] !== ':') fail('after object key');
      at++;
      const name = path ? `${path}.${key}` : key;
      if (Object.hasOwn(out, key) && duplicates.length < MOST_DUPLICATES) {
        const complaint = `duplicate field "${name}"`;
        if (!duplicates.includes(complaint)) duplicates.push(complaint);
      }
      const item = value(name, depth + 1);
      if (key === '__proto__') Object.defineProperty(out, key, { value: item, enumerable: true, configurable: true, writable: true });
      else out[key] = item;
      white();
      if (text[at] === ',') at++;
      else if (text[at] === '}') {
        at++;
        return out;
      } else fail('after object key:value pair');
    }
  }

  function array(path: string, depth: number): unknown {
    const out: unknown[] = [];
    at++;
    white();
    if (text[at] === ']') {
      at++;
      return out;
    }
    for (;;) {
      out.push(value(`${path}[${out.length}]`, depth + 1));
      white();
      if (text[at] === ',') at++;
      else if (text[at] === ']') {
        at++;
        return out;
      } else fail('after array element');
    }
  }

  function string(): string {
    const pattern = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) {
      at = text.length;
      return fail('in string literal');
    }
    at += found.length;
    return JSON.parse(found) as string;
  }

  try {
    const parsed = value('', 0);
    white();
    if (at < text.length) fail('after top-level value');
    return { value: parsed, duplicates };
  } catch (error) {
    if (error instanceof JsonError) return { error: error.message };
    throw error;
  }
}

const quoteChar = (char: string) => (char === "'" ? `'\\''` : char === '"' ? `'"'` : `'${JSON.stringify(char).slice(1, -1)}'`);

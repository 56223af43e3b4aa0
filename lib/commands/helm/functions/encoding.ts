import { createHash, createHmac } from 'node:crypto';
import { parseDocument, printYaml } from '@/lib/api/yaml';
import { fn, type GoFunction } from '../template/signature';
import { byBytes, isMap, plain, type Fields } from '../template/value';

/** encoding/json's text of a value: sorted keys, `<`, `>` and `&` escaped unless told otherwise. */
export function goJson(value: unknown, pretty = '', escape = true): string {
  const sorted = (each: unknown): unknown =>
    Array.isArray(each)
      ? each.map(sorted)
      : isMap(each)
        ? Object.fromEntries(
            Object.keys(each)
              .sort(byBytes)
              .map((key) => [key, sorted(each[key])]),
          )
        : each;
  const text = print(sorted(plain(value)), pretty, '');
  return escape ? text.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`) : text;
}

function print(value: unknown, indent: string, at: string): string {
  if (value === null || typeof value !== 'object') {
    return typeof value === 'number' ? String(value).replace(/e([+-])(\d)$/, 'e$10$2') : JSON.stringify(value);
  }
  const inner = at + indent;
  const gap = indent === '' ? '' : `\n${inner}`;
  const end = indent === '' ? '' : `\n${at}`;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map((each) => gap + print(each, indent, inner)).join(',')}${end}]`;
  const keys = Object.keys(value);
  if (keys.length === 0) return '{}';
  return `{${keys.map((key) => `${gap}${JSON.stringify(key)}:${indent === '' ? '' : ' '}${print((value as Fields)[key], indent, inner)}`).join(',')}${end}}`;
}

/** helm's toYaml: no line break at the end. */
export const toYaml = (value: unknown): string => printYaml(plain(value)).replace(/\n$/, '');

/** YAML with sequences indented by two, as yaml.v3's encoder writes them. */
function toYamlPretty(value: unknown): string {
  const lines: string[] = [];
  const walk = (each: unknown, indent: number): void => {
    const gap = ' '.repeat(indent);
    const entries: [string, unknown][] = Array.isArray(each)
      ? each.map((item) => ['- ', item])
      : Object.keys(each as Fields)
          .sort(byBytes)
          .map((key) => [`${printYaml(key).trimEnd()}:`, (each as Fields)[key]]);
    for (const [head, item] of entries) {
      if (item === null || typeof item !== 'object' || Object.keys(item).length === 0) {
        lines.push(`${gap}${head}${head === '- ' ? '' : ' '}${printYaml(item).trimEnd().replaceAll('\n', `\n${gap}`)}`);
      } else if (head === '- ') {
        const from = lines.length;
        walk(item, indent + 2);
        lines[from] = `${gap}- ${lines[from]!.slice(indent + 2)}`;
      } else {
        lines.push(gap + head);
        walk(item, indent + 2);
      }
    }
  };
  const given = plain(value);
  if (given === null || typeof given !== 'object' || Object.keys(given).length === 0) return toYaml(value);
  walk(given, 0);
  return lines.join('\n');
}

const errorMap = (error: unknown): Fields => ({ Error: (error as Error).message });

/** What `fromYaml` says of a text that is no map. */
function mapOf(value: unknown): Fields {
  if (value === null || value === undefined) return {};
  if (isMap(value)) return value;
  const kind = Array.isArray(value) ? 'array' : typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'bool' : 'number';
  throw new Error(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`,
  );
}

function listOf(value: unknown): unknown[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value;
  const kind = isMap(value) ? 'object' : typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'bool' : 'number';
  throw new Error(`error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type []interface {}`);
}

const attempt = <T>(body: () => T, failed: (error: unknown) => T): T => {
  try {
    return body();
  } catch (error) {
    return failed(error);
  }
};

function toToml(value: unknown): string {
  const out: string[] = [];
  const scalar = (each: unknown): string =>
    typeof each === 'string'
      ? JSON.stringify(each)
      : typeof each === 'number' && !Number.isInteger(each)
        ? String(each)
        : Array.isArray(each)
          ? `[${each.map(scalar).join(', ')}]`
          : typeof each === 'number'
            ? `${each}.0`
            : String(each);
  const walk = (map: Fields, path: string[]): void => {
    const keys = Object.keys(map)
      .sort(byBytes)
      .filter((key) => map[key] !== null);
    for (const key of keys.filter((each) => !isMap(map[each]))) out.push(`${'  '.repeat(path.length)}${key} = ${scalar(map[key])}`);
    for (const key of keys.filter((each) => isMap(map[each]))) {
      if (out.length > 0) out.push('');
      out.push(`${'  '.repeat(path.length)}[${[...path, key].join('.')}]`);
      walk(map[key] as Fields, [...path, key]);
    }
  };
  walk(plain(value) as Fields, []);
  return `${out.join('\n')}\n`;
}

function base32(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const out = (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[parseInt(five.padEnd(5, '0'), 2)]).join('');
  return out.padEnd(Math.ceil(out.length / 8) * 8, '=');
}

function unbase32(text: string): string {
  const bits = [...text.replace(/=+$/, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2))).toString();
}

function unbase64(text: string): string {
  const wrong = /[^A-Za-z0-9+/=\r\n]/.exec(text);
  if (wrong || text.replace(/[\r\n]/g, '').length % 4 !== 0)
    return `illegal base64 data at input byte ${wrong ? wrong.index : Math.floor(text.length / 4) * 4}`;
  return Buffer.from(text, 'base64').toString('utf8');
}

const hash = (name: string) => fn('string', (text: string) => createHash(name).update(text).digest('hex'));

function adler32(text: string): string {
  let a = 1;
  let b = 0;
  for (const byte of Buffer.from(text)) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return String(((b << 16) | a) >>> 0);
}

/** Functions that read and write YAML, JSON, base64 and digests. */
export const encodingFunctions: Readonly<Record<string, GoFunction>> = {
  toYaml: fn('any', toYaml),
  toYamlPretty: fn('any', toYamlPretty),
  fromYaml: fn('string', (text: string) => attempt(() => mapOf(parseDocument(text)), errorMap)),
  fromYamlArray: fn('string', (text: string) =>
    attempt(
      () => listOf(parseDocument(text)),
      (error) => [(error as Error).message],
    ),
  ),
  toJson: fn('any', (value: unknown) => goJson(value)),
  mustToJson: fn('any', (value: unknown) => goJson(value)),
  toPrettyJson: fn('any', (value: unknown) => goJson(value, '  ')),
  mustToPrettyJson: fn('any', (value: unknown) => goJson(value, '  ')),
  toRawJson: fn('any', (value: unknown) => goJson(value, '', false)),
  mustToRawJson: fn('any', (value: unknown) => goJson(value, '', false)),
  fromJson: fn('string', (text: string) => attempt(() => mapOf(JSON.parse(text)), errorMap)),
  mustFromJson: fn('string', (text: string) => JSON.parse(text) as unknown),
  fromJsonArray: fn('string', (text: string) =>
    attempt(
      () => listOf(JSON.parse(text)),
      (error) => [(error as Error).message],
    ),
  ),
  toToml: fn('any', toToml),
  b64enc: fn('string', (text: string) => Buffer.from(text).toString('base64')),
  b64dec: fn('string', unbase64),
  b32enc: fn('string', base32),
  b32dec: fn('string', unbase32),
  sha1sum: hash('sha1'),
  sha256sum: hash('sha256'),
  sha512sum: hash('sha512'),
  adler32sum: fn('string', adler32),
  hmac: fn('string string', (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex')),
  urlParse: fn('string', urlParse),
  urlJoin: fn('map', urlJoin),
  getHostByName: fn('string', () => ''),
  base: fn('string', (path: string) => (path === '' ? '.' : path.replace(/\/+$/, '').split('/').pop() || '/')),
  dir: fn('string', (path: string) => clean(path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '.')),
  clean: fn('string', (path: string) => clean(path)),
  ext: fn('string', (path: string) => /\.[^./]*$/.exec(path)?.[0] ?? ''),
  isAbs: fn('string', (path: string) => path.startsWith('/')),
  osBase: fn('string', (path: string) => (path === '' ? '.' : path.replace(/\/+$/, '').split('/').pop() || '/')),
  osDir: fn('string', (path: string) => clean(path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '.')),
  osClean: fn('string', (path: string) => clean(path)),
  osExt: fn('string', (path: string) => /\.[^./]*$/.exec(path)?.[0] ?? ''),
  osIsAbs: fn('string', (path: string) => path.startsWith('/')),
};

/** Go's path.Clean. */
export function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!path.startsWith('/')) parts.push('..');
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/') || '.';
}

function urlParse(text: string): Fields {
  const [, scheme = '', , authority = '', path = '', query = '', fragment = ''] =
    /^(?:([A-Za-z][\w+.-]*):)?(\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(text) ?? [];
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  return {
    fragment,
    host,
    hostname: host.replace(/:\d*$/, ''),
    opaque: '',
    path,
    query,
    scheme: scheme.toLowerCase(),
    userinfo: at < 0 ? '' : authority.slice(0, at),
  };
}

function urlJoin(parts: Fields): string {
  const { scheme = '', userinfo = '', host = '', path = '', query = '', fragment = '' } = parts as Record<string, string>;
  return `${scheme && `${scheme}:`}${host || scheme ? `//${userinfo && `${userinfo}@`}${host}` : ''}${path && !path.startsWith('/') && host ? '/' : ''}${path}${query && `?${query}`}${fragment && `#${fragment}`}`;
}

import { fromBytes, toBytes } from '@/lib/hosts/text';
import { describe, JqError } from './errors';
import { type Json, numberText, printJson } from './json';

export function asText(value: Json): string {
  return typeof value === 'string' ? value : printJson(value);
}

/** `@csv`, `@base64d` and their kin. Throws JqError. */
export function applyFormat(name: string, value: Json): string {
  switch (name) {
    case '@text':
      return asText(value);
    case '@json':
      return printJson(value);
    case '@csv':
    case '@tsv':
      return row(value, name);
    case '@html':
      return asText(value).replace(/[<>&'"]/g, (c) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' })[c]!);
    case '@uri':
      return [...toBytes(asText(value))]
        .map((b) =>
          /[A-Za-z0-9\-_.~]/.test(String.fromCharCode(b)) ? String.fromCharCode(b) : `%${b.toString(16).toUpperCase().padStart(2, '0')}`,
        )
        .join('');
    case '@sh':
      return (Array.isArray(value) ? value : [value]).map(shellWord).join(' ');
    case '@base64':
      return Buffer.from(toBytes(asText(value))).toString('base64');
    case '@base64d': {
      const text = asText(value);
      const clean = text.replace(/=+$/, '');
      if (/[^A-Za-z0-9+/]/.test(clean) || (clean !== '' && clean.length % 4 === 1))
        throw new JqError(`${describe(value)} is not valid base64 data`);
      return fromBytes(Buffer.from(clean, 'base64'));
    }
    default:
      throw new JqError(`${name.slice(1)} is not a valid format`);
  }
}

function shellWord(value: Json): string {
  if (value instanceof Map || Array.isArray(value)) throw new JqError(`${describe(value)} can not be escaped for shell`);
  return typeof value === 'string' ? `'${value.replaceAll("'", "'\\''")}'` : printJson(value);
}

function row(value: Json, name: string): string {
  const kind = name.slice(1);
  if (!Array.isArray(value)) throw new JqError(`${describe(value)} cannot be ${kind}-formatted, only an array can be`);
  const cells = value.map((cell) => {
    if (cell === null) return '';
    if (typeof cell === 'boolean') return String(cell);
    if (typeof cell === 'number') return numberText(cell);
    if (typeof cell !== 'string') throw new JqError(`${describe(cell)} is not valid in a csv row`);
    if (kind === 'csv') return `"${cell.replaceAll('"', '""')}"`;
    return cell.replace(/[\\\t\n\r]/g, (c) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[c]!);
  });
  return cells.join(kind === 'csv' ? ',' : '\t');
}

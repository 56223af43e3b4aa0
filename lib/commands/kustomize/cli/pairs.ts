import { KustomizeError } from '../fault';
import type { Texts } from '../resource/resource';

/** Pairs `key:value` (values may be quoted), one an item. Throws KustomizeError. */
export function pairsOf(items: readonly string[], kind: string): Texts {
  const pairs: Texts = {};
  for (const item of items) {
    const at = item.indexOf(':');
    const key = at < 0 ? item : item.slice(0, at);
    const invalid = (why: string) => new KustomizeError(`invalid ${kind}: '${item}' (${why})`);
    if (key === '') throw invalid('need k:v pair where v may be quoted');
    const value = at < 0 ? '' : item.slice(at + 1);
    pairs[key] = /^(".*"|'.*')$/s.test(value) ? value.slice(1, -1) : value;
  }
  return pairs;
}

/** Cuts at commas outside quotes. */
export function atCommas(text: string): string[] {
  if (text === '') return [];
  const parts = [''];
  let quote = '';
  for (const c of text) {
    if (c === ',' && quote === '') {
      parts.push('');
      continue;
    }
    if (quote === '' && (c === '"' || c === "'")) quote = c;
    else if (c === quote) quote = '';
    parts[parts.length - 1] += c;
  }
  return parts;
}

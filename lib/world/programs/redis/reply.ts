/** A value of Redis' protocol. */
export type Reply =
  | { readonly kind: 'status'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'bulk'; readonly text: string }
  | { readonly kind: 'nil' }
  | { readonly kind: 'array'; readonly items: readonly Reply[] };

export const status = (text: string): Reply => ({ kind: 'status', text });
export const error = (text: string): Reply => ({ kind: 'error', text });
export const integer = (value: number): Reply => ({ kind: 'integer', value });
export const bulk = (text: string | undefined): Reply => (text === undefined ? { kind: 'nil' } : { kind: 'bulk', text });
export const array = (texts: readonly (string | undefined)[]): Reply => ({ kind: 'array', items: texts.map(bulk) });
export const OK = status('OK');

/** As redis-cli shows it: with types in a terminal, bare in a pipe. */
export function show(reply: Reply, raw: boolean, indent = ''): string {
  switch (reply.kind) {
    case 'status':
      return reply.text;
    case 'error':
      return raw ? reply.text : `(error) ${reply.text}`;
    case 'integer':
      return raw ? String(reply.value) : `(integer) ${reply.value}`;
    case 'bulk':
      return raw ? reply.text : JSON.stringify(reply.text);
    case 'nil':
      return raw ? '' : '(nil)';
    case 'array': {
      if (reply.items.length === 0) return raw ? '' : '(empty array)';
      if (raw) return reply.items.map((item) => show(item, true)).join('\n');
      const width = String(reply.items.length).length;
      return reply.items
        .map(
          (item, i) =>
            `${i === 0 ? '' : indent}${String(i + 1).padStart(width)}) ${show(item, false, `${indent}${' '.repeat(width + 2)}`)}`,
        )
        .join('\n');
    }
  }
}

/** What a plain YAML scalar means to kubectl (Models gopkg.in/yaml.v2 resolve, by way of sigs.k8s.io/yaml). */
export type Scalar = string | number | boolean | null;

const WORDS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
]);

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const DECIMAL = /^[-+]?(0|[1-9][0-9]*)$/;
const OCTAL = /^[-+]?0o?[0-7]+$/;
const HEX = /^[-+]?0[xX][0-9a-fA-F]+$/;
const BINARY = /^[-+]?0[bB][01]+$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\s*\d{1,2}:\d{1,2}:\d{1,2}(\.\d*)?\s*(Z|[-+]\d{1,2}(:?\d{2})?)?)?$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** The value of a plain scalar: timestamps and base-60 numbers stay text, as they do in kubectl. */
export function resolveScalar(text: string): Scalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  const numeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (!numeric) return text;
  if (TIMESTAMP.test(text)) return text;
  const plain = text.replaceAll('_', '');
  if (DECIMAL.test(plain)) return Number(plain) + 0;
  if (OCTAL.test(plain)) return radix(plain, /0o?/, 8);
  if (HEX.test(plain)) return radix(plain, /0[xX]/, 16);
  if (BINARY.test(plain)) return radix(plain, /0[bB]/, 2);
  if (FLOAT.test(plain)) return Number(plain) + 0;
  return text;
}

/** Whether text written without quotes would be read back as the same text. */
export function readsAsText(text: string): boolean {
  return typeof resolveScalar(text) === 'string' && !TIMESTAMP.test(text) && !BASE_60.test(text);
}

function radix(text: string, prefix: RegExp, base: number): number {
  const negative = text.startsWith('-');
  const value = parseInt(text.replace(/^[-+]/, '').replace(prefix, '') || '0', base);
  return negative ? 0 - value : value;
}

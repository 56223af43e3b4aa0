/** Models resource.int64Amount and infDecAmount: which of its two forms ParseQuantity gives a quantity decides what is dumped. */
interface Parsed {
  readonly value: bigint;
  readonly scale: number;
  /** Too long for an int64: an inf.Dec. */
  readonly decimal?: { readonly unscaled: bigint; readonly scale: number };
  /** The text, which is kept where it is surely canonical. */
  readonly text: string;
  readonly format: string;
}

const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const NANO = -9;
const MAX_INT64 = (1n << 63n) - 1n;
/** Digits that surely fit in an int64. */
const INT64_DIGITS = 18;

/** What Go's dump of a resource.Quantity holds between its braces, braces included. */
export function quantityText(text: string): string {
  const { value, scale, decimal, text: kept, format } = parse(text);
  const dec = decimal ? `(*inf.Dec){unscaled:(big.Int)${bigText(decimal.unscaled)} scale:(inf.Scale)${decimal.scale}}` : '(*inf.Dec)<nil>';
  const amount = `i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}} d:(resource.infDecAmount){Dec:${dec}}`;
  return `{${amount} s:(string)${kept} Format:(resource.Format)${format}}`;
}

/** Models big.Int: a sign and words of 64 bits, lowest first. */
function bigText(value: bigint): string {
  const words: string[] = [];
  for (let rest = value < 0n ? -value : value; rest > 0n; rest >>= 64n) words.push(String(BigInt.asUintN(64, rest)));
  return `{neg:(bool)${value < 0n} abs:(big.nat)[${words.join(' ')}]}`;
}

/** Models resource.ParseQuantity, of texts that have been accepted. */
function parse(text: string): Parsed {
  if (text === '0') return { value: 0n, scale: 0, text, format: 'DecimalSI' };
  const [, sign = '', whole = '', denominator = '', suffix = ''] = /^([+-]?)([0-9]*)\.?([0-9]*)(.*)$/.exec(text) ?? [];
  const numerator = whole.replace(/^0+/, '') || '0';
  const negative = sign === '-';
  const binary = BINARY[suffix];
  const exponent = binary ?? DECIMAL[suffix] ?? Number(suffix.slice(1));
  const format = binary !== undefined ? 'BinarySI' : suffix in DECIMAL ? 'DecimalSI' : 'DecimalExponent';
  const digits = numerator + denominator;
  const signed = (value: bigint) => (negative ? -value : value);
  if (fitsInt64(binary, numerator, denominator)) {
    const scale = (binary === undefined ? exponent : 0) - denominator.length;
    const value = BigInt(digits) * (binary === undefined ? 1n : 1n << BigInt(binary));
    if (scale >= NANO && value <= MAX_INT64) {
      const canonical =
        binary === undefined
          ? scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0')
          : binary % 10 === 0 && (BigInt(digits) & 7n) !== 0n;
      return { value: signed(value), scale, text: canonical ? text : '', format };
    }
  }
  return { value: 0n, scale: 0, decimal: nanoDecimal(signed, digits, exponent, denominator.length, binary), text: '', format };
}

/** Whether ParseQuantity takes its fast path, by its estimate of the digits. */
function fitsInt64(binary: number | undefined, numerator: string, denominator: string): boolean {
  if (binary === undefined) return numerator.length + denominator.length <= INT64_DIGITS;
  return denominator === '' && 15 - numerator.length - Math.trunc((binary * 3) / 10) - 1 >= 0;
}

/** Rounded up to billionths, as which an inf.Dec ends. */
function nanoDecimal(signed: (value: bigint) => bigint, digits: string, exponent: number, places: number, binary: number | undefined) {
  const power = (binary === undefined ? exponent : 0) - places - NANO;
  const value = BigInt(digits) * (binary === undefined ? 1n : 1n << BigInt(binary));
  const divisor = power < 0 ? 10n ** BigInt(-power) : 1n;
  const unscaled = power < 0 ? (value + divisor - 1n) / divisor : value * 10n ** BigInt(power);
  return { unscaled: signed(unscaled), scale: -NANO };
}

/** One number in a C format (`%03g`, `%.2f`, `n=%d`): flags, width, precision and the letters d i u o x X c e E f F g G. */
export function formatNumber(format: string, value: number): string {
  return format.replace(
    /%%|%([-+ #0']*)(\d*)(?:\.(\d*))?(?:l|ll|h|hh|j|z|L)?([diouxXeEfFgGaA])/g,
    (all, flags: string, width: string, precision: string, letter: string) =>
      all === '%%'
        ? '%'
        : padNumber(
            digitsOf(value, letter, precision === undefined ? undefined : Number(precision || 0), flags),
            flags,
            Number(width || 0),
            precision !== undefined && 'diouxX'.includes(letter),
          ),
  );
}

/** The number itself, with its sign and `#` prefix but not yet padded. */
export function digitsOf(value: number, letter: string, precision: number | undefined, flags: string): string {
  const negative = value < 0 || Object.is(value, -0);
  const sign = negative && !Object.is(value, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  if (!Number.isFinite(value) && !'oxXu'.includes(letter)) return sign + (Number.isNaN(value) ? 'nan' : 'inf');
  if ('di'.includes(letter)) return sign + wholeText(Math.trunc(Math.abs(value))).padStart(precision ?? 1, '0');
  if ('uoxX'.includes(letter)) {
    let whole = BigInt(Math.trunc(Number.isFinite(value) ? value : 0));
    if (whole < 0n) whole += 1n << 64n;
    const digits = whole.toString(letter === 'o' ? 8 : letter === 'u' ? 10 : 16).padStart(precision ?? 1, '0');
    const text = flags.includes('#') && whole !== 0n ? (letter === 'o' ? '0' : letter === 'u' ? '' : '0x') + digits : digits;
    return letter === 'X' ? text.toUpperCase() : text;
  }
  const size = Math.abs(value);
  const lower = letter.toLowerCase();
  let text: string;
  if (lower === 'f') text = fixed(size, precision ?? 6);
  else if (lower === 'e') text = exponent(size.toExponential(Math.min(precision ?? 6, 100)));
  else text = general(size, precision ?? 6, flags.includes('#'));
  return sign + (letter === lower ? text : text.toUpperCase());
}

/** Pads to a width: blanks, zeros after the sign, or blanks after with `-`. */
export function padNumber(text: string, flags: string, width: number, noZeros = false): string {
  if (text.length >= width) return text;
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0') || noZeros || /nan|inf/i.test(text)) return text.padStart(width);
  const m = /^([-+ ]?(?:0[xX])?)(.*)$/.exec(text)!;
  return m[1]! + m[2]!.padStart(width - m[1]!.length, '0');
}

function wholeText(value: number): string {
  return value < 1e21 ? String(value) : BigInt(value).toString();
}

function fixed(value: number, precision: number): string {
  return value < 1e21 ? value.toFixed(Math.min(precision, 100)) : `${BigInt(value)}${precision ? `.${'0'.repeat(precision)}` : ''}`;
}

function exponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

function general(value: number, precision: number, keepZeros: boolean): string {
  const digits = precision === 0 ? 1 : Math.min(precision, 100);
  if (value === 0) return keepZeros ? `0.${'0'.repeat(digits - 1)}` : '0';
  const power = Number(value.toExponential(digits - 1).split('e')[1]);
  const small = power < -4 || power >= digits;
  let text = small ? value.toExponential(digits - 1) : fixed(value, digits - 1 - power);
  if (!keepZeros && text.includes('.')) text = text.replace(/\.?0+(?=e|$)/, '');
  return small ? exponent(text) : text;
}

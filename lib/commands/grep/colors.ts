/** SGR codes by the capabilities of GREP_COLORS that are drawn here; empty: not coloured. */
export interface Colors {
  /** Matching text in a selected line. */
  ms: string;
  /** File names, line numbers, byte offsets, separators. */
  fn: string;
  ln: string;
  bn: string;
  se: string;
}

/** grep's colours, with what GREP_COLORS says of them. */
export function colorsOf(variable: string): Colors {
  const colors: Colors = { ms: '01;31', fn: '35', ln: '32', bn: '32', se: '36' };
  for (const part of variable.split(':')) {
    const [name, value = ''] = part.split('=');
    if (name === 'mt') colors.ms = value;
    else if (name! in colors && /^[\d;]*$/.test(value)) colors[name as keyof Colors] = value;
  }
  return colors;
}

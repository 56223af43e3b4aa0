/** What SGR sets, by parameter: attributes under themselves (`1`, `4`, `7` …), colours under `fg` and `bg`. */
type Looks = Map<string, string>;

const OFF: Readonly<Record<number, readonly string[]>> = {
  22: ['1', '2'],
  23: ['3'],
  24: ['4'],
  25: ['5'],
  27: ['7'],
  28: ['8'],
  29: ['9'],
  39: ['fg'],
  49: ['bg'],
};

const ORDER = ['1', '2', '3', '4', '5', '7', '8', '9', 'fg', 'bg'];

function looksOf(style: string): Looks {
  const looks: Looks = new Map();
  if (style !== '') change(looks, style.split(';').map(Number));
  return looks;
}

function change(looks: Looks, parameters: readonly number[]): void {
  for (let i = 0; i < parameters.length; i++) {
    const n = parameters[i]!;
    if (n === 0) looks.clear();
    else if (n === 38 || n === 48) {
      const length = parameters[i + 1] === 5 ? 3 : parameters[i + 1] === 2 ? 5 : 0;
      if (length === 0) return;
      looks.set(n === 38 ? 'fg' : 'bg', parameters.slice(i, i + length).join(';'));
      i += length - 1;
    } else if (OFF[n]) for (const name of OFF[n]) looks.delete(name);
    else if ((n >= 30 && n <= 37) || (n >= 90 && n <= 97)) looks.set('fg', String(n));
    else if ((n >= 40 && n <= 47) || (n >= 100 && n <= 107)) looks.set('bg', String(n));
    else if (n >= 1 && n <= 9 && n !== 6) looks.set(String(n), String(n));
  }
}

/** A style (SGR parameters in one order, '' for none) after more parameters. */
export function styled(style: string, parameters: readonly number[]): string {
  const looks = looksOf(style);
  change(looks, parameters.length === 0 ? [0] : parameters);
  return ORDER.flatMap((name) => looks.get(name) ?? []).join(';');
}

/** What colours an erased cell: the background alone stays. */
export const erasedStyle = (style: string): string => looksOf(style).get('bg') ?? '';

/** A key that was pressed: its tmux name (`a`, `C-b`, `M-Left`, `Enter`) and the text a terminal sends for it. */
export interface Key {
  readonly name: string;
  readonly text: string;
}

const SEQUENCES: Readonly<Record<string, string>> = {
  '\x1b[A': 'Up',
  '\x1b[B': 'Down',
  '\x1b[C': 'Right',
  '\x1b[D': 'Left',
  '\x1bOA': 'Up',
  '\x1bOB': 'Down',
  '\x1bOC': 'Right',
  '\x1bOD': 'Left',
  '\x1b[H': 'Home',
  '\x1b[F': 'End',
  '\x1bOH': 'Home',
  '\x1bOF': 'End',
  '\x1b[1~': 'Home',
  '\x1b[4~': 'End',
  '\x1b[2~': 'IC',
  '\x1b[3~': 'DC',
  '\x1b[5~': 'PPage',
  '\x1b[6~': 'NPage',
  '\x1b[Z': 'BTab',
  '\x1bOP': 'F1',
  '\x1bOQ': 'F2',
  '\x1bOR': 'F3',
  '\x1bOS': 'F4',
  '\x1b[15~': 'F5',
  '\x1b[17~': 'F6',
  '\x1b[18~': 'F7',
  '\x1b[19~': 'F8',
  '\x1b[20~': 'F9',
  '\x1b[21~': 'F10',
  '\x1b[23~': 'F11',
  '\x1b[24~': 'F12',
};
const TEXTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(SEQUENCES)
      .reverse()
      .map(([text, name]) => [name, text]),
  ),
  Enter: '\r',
  Escape: '\x1b',
  Tab: '\t',
  BSpace: '\x7f',
  Space: ' ',
  'C-Space': '\0',
};
const NAMES: Readonly<Record<string, string>> = {
  '\r': 'Enter',
  '\n': 'C-j',
  '\t': 'Tab',
  '\x1b': 'Escape',
  '\x7f': 'BSpace',
  '\b': 'C-h',
  ' ': 'Space',
  '\0': 'C-Space',
};
const OTHER_NAMES: Readonly<Record<string, string>> = {
  PageUp: 'PPage',
  PgUp: 'PPage',
  PageDown: 'NPage',
  PgDn: 'NPage',
  Delete: 'DC',
  Insert: 'IC',
  BTab: 'BTab',
  None: 'None',
};
const MODIFIERS: Readonly<Record<string, string>> = { 2: 'S-', 3: 'M-', 4: 'M-S-', 5: 'C-', 6: 'C-S-', 7: 'C-M-' };
const KEY = /\x1b\[200~[\s\S]*?\x1b\[201~|\x1b\[<[\d;]*[mM]|\x1b+\[[0-9;]*[A-Za-z~]|\x1b+O[A-Z]|\x1b[^\x1b]|[\s\S]/gu;

/** The keys in what a terminal sent. A pasted text (bracketed) is one key named `Paste`. */
export function keysIn(text: string): Key[] {
  return (text.match(KEY) ?? []).map((each) => ({ name: nameOf(each), text: each }));
}

function nameOf(text: string): string {
  if (text.startsWith('\x1b[200~')) return 'Paste';
  if (text.startsWith('\x1b[<')) return 'Mouse';
  if (SEQUENCES[text]) return SEQUENCES[text];
  const modified = /^\x1b\[1;([2-7])([A-Z])$/.exec(text) ?? /^\x1b\[([0-9]+);([2-7])~$/.exec(text);
  if (modified) {
    const [modifier, plain] = /~$/.test(text) ? [modified[2]!, `\x1b[${modified[1]}~`] : [modified[1]!, `\x1b[${modified[2]}`];
    return MODIFIERS[modifier]! + (SEQUENCES[plain] ?? SEQUENCES[plain.replace('[', 'O')] ?? 'Unknown');
  }
  if (text.length > 1 && text[0] === '\x1b') return `M-${nameOf(text.slice(1))}`;
  if (NAMES[text]) return NAMES[text];
  const code = text.charCodeAt(0);
  if (text.length === 1 && code < 32) {
    const letter = String.fromCharCode(code + 64).toLowerCase();
    return `C-${letter}`;
  }
  return text;
}

/** A key's name in one spelling (`c-B`, `^b` are `C-b`); undefined when there is no such key. */
export function canonicalKey(text: string): string | undefined {
  if (text === 'None') return text;
  const control = /^\^(.)$/.exec(text);
  if (control) return `C-${control[1]!.toLowerCase()}`;
  const parts = /^((?:[CMScms]-)*)(.+)$/su.exec(text);
  if (!parts) return undefined;
  let key = OTHER_NAMES[parts[2]!] ?? parts[2]!;
  if (key === ' ') key = 'Space';
  if ([...key].length > 1 && !TEXTS[key]) return undefined;
  const given = new Set(parts[1]!.toUpperCase().split('-').filter(Boolean));
  if (given.has('C') && [...key].length === 1) key = key.toLowerCase();
  return `${given.has('C') ? 'C-' : ''}${given.has('M') ? 'M-' : ''}${given.has('S') ? 'S-' : ''}${key}`;
}

/** What a terminal sends for a key; undefined when it is no key's name. */
export function textOfKey(name: string, applicationKeys = false): string | undefined {
  const key = canonicalKey(name);
  if (key === undefined || key === 'None') return undefined;
  if (TEXTS[key] !== undefined) {
    const text = TEXTS[key];
    const arrow = /^\x1b[[O]([A-DHF])$/.exec(text);
    return arrow ? `\x1b${applicationKeys ? 'O' : '['}${arrow[1]}` : text;
  }
  const parts = /^((?:[CMS]-)*)(.+)$/su.exec(key)!;
  const [, modifiers, base] = parts as unknown as [string, string, string];
  if (modifiers === '') return base;
  if (TEXTS[base] && /^\x1b/.test(TEXTS[base]) && base !== 'Escape') {
    const number = Object.entries(MODIFIERS).find(([, each]) => [...each].sort().join('') === [...modifiers].sort().join(''))?.[0] ?? '2';
    const letter = /^\x1b[[O]([A-Z])$/.exec(TEXTS[base]);
    return letter ? `\x1b[1;${number}${letter[1]}` : TEXTS[base].replace('~', `;${number}~`);
  }
  let text = TEXTS[base] ?? base;
  if (modifiers.includes('C-') && text.length === 1) {
    const code = text.toUpperCase().charCodeAt(0);
    if (code >= 63 && code <= 95) text = String.fromCharCode(code === 63 ? 127 : code & 31);
  }
  return modifiers.includes('M-') ? `\x1b${text}` : text;
}

const SPECIAL: Record<string, string> = { A: '<Up>', B: '<Down>', C: '<Right>', D: '<Left>', H: '<Home>', F: '<End>' };
const TILDE: Record<string, string> = {
  '1': '<Home>',
  '2': '<Insert>',
  '3': '<Del>',
  '4': '<End>',
  '5': '<PageUp>',
  '6': '<PageDown>',
  '7': '<Home>',
  '8': '<End>',
};

/** Splits what a terminal sends into keys: characters, `<Up>` …, `<Paste>text`. */
export function splitKeys(text: string): string[] {
  const out: string[] = [];
  for (let i = 0; i < text.length;) {
    const rest = text.slice(i);
    const paste = /^\x1b\[200~([^]*?)\x1b\[201~/.exec(rest);
    const special = /^\x1b[[O]([A-DHF])/.exec(rest);
    const tilde = /^\x1b\[(\d+)~/.exec(rest);
    const other = /^\x1b\[[0-9;]*[A-Za-z]/.exec(rest);
    if (paste) out.push(`<Paste>${paste[1]!.replace(/\r/g, '\n')}`);
    else if (special) out.push(SPECIAL[special[1]!]!);
    else if (tilde) out.push(TILDE[tilde[1]!] ?? '');
    else if (!other) {
      const c = String.fromCodePoint(rest.codePointAt(0)!);
      out.push(c);
      i += c.length;
      continue;
    }
    i += (paste ?? special ?? tilde ?? other)![0].length;
  }
  return out.filter(Boolean);
}

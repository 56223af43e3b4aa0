const NAMED: Readonly<Record<string, string>> = {
  del: '\x7f',
  rubout: '\x7f',
  esc: '\x1b',
  escape: '\x1b',
  lfd: '\n',
  newline: '\n',
  ret: '\r',
  return: '\r',
  spc: ' ',
  space: ' ',
  tab: '\t',
};

const control = (c: string): string => (c === '?' ? '\x7f' : String.fromCharCode(c.toUpperCase().charCodeAt(0) & 31));

/** What a terminal sends for a key as readline's configuration names it: `"\C-x\C-e"`, `"\e[A"`, `Meta-p`, `C-t`. */
export function keySequence(text: string): string | undefined {
  const quoted = /^"(.*)"$/s.exec(text);
  if (!quoted) return namedKey(text);
  let out = '';
  const body = quoted[1]!;
  for (let i = 0; i < body.length; i++) {
    if (body[i] !== '\\') {
      out += body[i];
      continue;
    }
    const escape = /^\\(?:M-\\C-(.)|C-(\\\\|.)|M-(.)|([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))/s.exec(body.slice(i));
    if (!escape) return undefined;
    i += escape[0].length - 1;
    if (escape[1] !== undefined) out += '\x1b' + control(escape[1]);
    else if (escape[2] !== undefined) out += control(escape[2].slice(-1));
    else if (escape[3] !== undefined) out += '\x1b' + escape[3];
    else if (escape[4] !== undefined) out += String.fromCharCode(parseInt(escape[4], 8));
    else if (escape[5] !== undefined) out += String.fromCharCode(parseInt(escape[5], 16));
    else out += { e: '\x1b', n: '\n', r: '\r', t: '\t', b: '\b', d: '\x7f', a: '\x07', f: '\f', v: '\v' }[escape[6]!] ?? escape[6];
  }
  return out || undefined;
}

function namedKey(text: string): string | undefined {
  const match = /^((?:(?:c|m|control|meta)-)*)(.+)$/i.exec(text);
  if (!match) return undefined;
  const base = NAMED[match[2]!.toLowerCase()] ?? (match[2]!.length === 1 ? match[2]! : undefined);
  if (base === undefined) return undefined;
  const isControl = /(^|-)c(ontrol)?-/i.test(match[1]!);
  const isMeta = /(^|-)m(eta)?-/i.test(match[1]!);
  return (isMeta ? '\x1b' : '') + (isControl ? control(base) : base);
}

/** A key as `bind -p` writes it: `"\C-a"`, `"\e[A"`. */
export function writeKeys(key: string): string {
  let out = '';
  for (const c of key) {
    if (c === '\x1b') out += '\\e';
    else if (c === '\x7f') out += '\\C-?';
    else if (c < ' ') out += `\\C-${String.fromCharCode(c.charCodeAt(0) + 64).toLowerCase()}`;
    else out += c === '"' || c === '\\' ? `\\${c}` : c;
  }
  return `"${out}"`;
}

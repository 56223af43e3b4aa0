/** Text that was yanked or deleted: characters, whole lines (text ends in a newline) or a block (lines of a rectangle). */
export interface Register {
  readonly text: string;
  readonly kind: 'characters' | 'lines' | 'block';
  /** Columns of a block. */
  readonly width?: number;
}

const EMPTY: Register = { text: '', kind: 'characters' };

/** vi's registers: unnamed, "0 to "9, "a to "z ("A appends), "- and the black hole. */
export class Registers {
  private readonly stored = new Map<string, Register>();
  private unnamed = EMPTY;

  /** What is in a register; undefined when there is none by that name. */
  get(name: string | undefined): Register | undefined {
    if (name === undefined || name === '"') return this.unnamed;
    if (name === '_') return EMPTY;
    return this.stored.get(name.toLowerCase());
  }

  set(name: string, register: Register): void {
    const key = name.toLowerCase();
    const old = name !== key ? this.stored.get(key) : undefined;
    this.stored.set(key, old ? joined(old, register) : register);
  }

  yank(name: string | undefined, register: Register): void {
    if (name === '_') return;
    if (name === undefined || name === '"') this.stored.set('0', register);
    else this.set(name, register);
    this.unnamed = name === undefined || name === '"' ? register : this.stored.get(name.toLowerCase())!;
  }

  /** `large`: the motion was one whose text always goes to "1. */
  delete(name: string | undefined, register: Register, large = false): void {
    if (name === '_') return;
    const named = name !== undefined && name !== '"';
    if (named) this.set(name, register);
    if (register.kind === 'lines' || register.text.includes('\n') || large) {
      for (let n = 9; n > 1; n--) {
        const moved = this.stored.get(String(n - 1));
        if (moved) this.stored.set(String(n), moved);
      }
      this.stored.set('1', register);
    } else if (!named) this.stored.set('-', register);
    this.unnamed = named ? this.stored.get(name.toLowerCase())! : register;
  }

  /** All that hold something, in the order of `:registers`. */
  list(): [string, Register][] {
    const order = (name: string) => (name === '"' ? 0 : /\d/.test(name) ? 1 : /[a-z]/.test(name) ? 2 : 3);
    return [['"', this.unnamed] as [string, Register], ...this.stored]
      .filter(([, register]) => register.text !== '')
      .sort(([a], [b]) => order(a) - order(b) || (a < b ? -1 : 1));
  }
}

function joined(old: Register, more: Register): Register {
  if (old.kind !== 'lines' && more.kind !== 'lines') return { text: old.text + more.text, kind: old.kind };
  const ended = old.text === '' || old.text.endsWith('\n') ? old.text : `${old.text}\n`;
  return { text: ended + (more.text.endsWith('\n') ? more.text : `${more.text}\n`), kind: 'lines' };
}

const MOST_HISTORY = 200;

/** The line at the bottom on which commands (`:`) and patterns (`/`, `?`) are typed. */
export class CommandLine {
  text = '';
  private readonly history: string[] = [];
  private historyAt = 0;

  /** Begins a line; its first character says what it is. */
  open(text: string): void {
    this.text = text;
    this.historyAt = this.history.length;
  }

  /** Takes a key. The line when it is entered, '' when it is given up, undefined while it is being typed. */
  press(key: string): string | undefined {
    if (key === '\x1b' || key === '\x03' || ((key === '\x7f' || key === '\b') && this.text.length <= 1)) {
      this.text = '';
      return '';
    }
    if (key === '\x7f' || key === '\b') this.text = [...this.text].slice(0, -1).join('');
    else if (key === '\x15') this.text = this.text[0]!;
    else if (key === '<Up>' || key === '<Down>') this.recall(key === '<Up>' ? -1 : 1);
    else if (key.startsWith('<Paste>')) this.text += key.slice(7).replaceAll('\n', ' ');
    else if (key === '\r' || key === '\n') {
      const line = this.text;
      this.text = '';
      this.history.push(line);
      if (this.history.length > MOST_HISTORY) this.history.shift();
      return line;
    } else if (key >= ' ' && !(key.startsWith('<') && key.length > 1)) this.text += key;
    return undefined;
  }

  private recall(by: 1 | -1): void {
    const first = this.text[0]!;
    const old = this.history.filter((line) => line[0] === first);
    this.historyAt = Math.max(0, Math.min(old.length, this.historyAt + by));
    this.text = old[this.historyAt] ?? first;
  }
}

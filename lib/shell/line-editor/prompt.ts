import { formatTime } from '../builtins/strftime';
import type { Shell } from '../run/shell';
import { Expander, NeedsCommand } from '../words/expand';

/** Marks that stand around what takes no room on the screen (`\[` and `\]`). */
export const HIDE = '\x01';
export const SHOW = '\x02';

/** Replaces the backslash escapes of a prompt. Expansion of `$` comes after (see `expandPrompt`). */
export function promptEscapes(shell: Shell, text: string): string {
  const { sys, state } = shell;
  const now = sys.now();
  const directory = (): string => {
    const path = shell.variables.value('PWD') ?? sys.cwd();
    const home = shell.variables.value('HOME');
    return home && home !== '/' && (path === home || path.startsWith(home + '/')) ? '~' + path.slice(home.length) : path;
  };
  const user = (): string => {
    const uid = String(sys.uid());
    try {
      for (const line of sys.readFile('/etc/passwd').split('\n')) if (line.split(':')[2] === uid) return line.split(':')[0]!;
    } catch {
      // no passwd: the id itself
    }
    return shell.variables.value('USER') ?? uid;
  };
  return text.replace(/\\(D\{[^}]*\}|[0-7]{3}|.)/gs, (whole, code: string) => {
    switch (code[0]) {
      case 'u':
        return user();
      case 'h':
        return sys.hostname().split('.')[0]!;
      case 'H':
        return sys.hostname();
      case 'w':
        return directory();
      case 'W': {
        const path = directory();
        return path === '~' || path === '/' ? path : path.split('/').pop()!;
      }
      case '$':
        return sys.uid() === 0 ? '#' : '$';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 'a':
        return '\x07';
      case 'e':
        return '\x1b';
      case '[':
        return HIDE;
      case ']':
        return SHOW;
      case '\\':
        return '\\';
      case 's':
        return (state.name.split('/').pop() ?? 'bash').replace(/^-/, '');
      case 'v':
        return '5.2';
      case 'V':
        return '5.2.15';
      case 'j':
        return String(state.jobs.length);
      case 'l':
        return (sys.ttyName() ?? '').split('/').pop() ?? '';
      case '!':
        return String(state.historyBase + state.history.length);
      case '#':
        return String(state.commands + 1);
      case 't':
        return formatTime('%H:%M:%S', now);
      case 'T':
        return formatTime('%I:%M:%S', now);
      case '@':
        return formatTime('%I:%M %p', now);
      case 'A':
        return formatTime('%H:%M', now);
      case 'd':
        return formatTime('%a %b %d', now);
      case 'D':
        return formatTime(code.slice(2, -1) || '%X', now);
      default:
        return /^[0-7]{3}$/.test(code) ? String.fromCharCode(parseInt(code, 8)) : whole;
    }
  });
}

/** Escapes and expansion in one go; command substitutions stay as they are written (PS4, `${x@P}`). */
export function decodePrompt(shell: Shell, text: string): string {
  const escaped = promptEscapes(shell, text);
  try {
    return new Expander(shell).text(escaped.replace(/"/g, '\\"'), 'quotes');
  } catch (error) {
    if (error instanceof NeedsCommand) return escaped;
    throw error;
  }
}

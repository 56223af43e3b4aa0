import { byteLength } from '@/lib/hosts/text';
import { strerror } from '../../command/stdio';
import { ViError, type Session } from '../session';

export interface WriteOptions {
  readonly force: boolean;
  readonly from?: number;
  readonly to?: number;
  readonly append?: boolean;
}

/** Writes lines to a file and says so as vim does. Throws ViError when it does not. */
export function writeFile(session: Session, path: string | undefined, how: WriteOptions): boolean {
  const { sys, editor } = session;
  const target = path ?? session.file;
  if (target === undefined) throw new ViError('E32: No file name');
  const own = target === session.file;
  if (editor.settings.readonly && !how.force && own) throw new ViError("E45: 'readonly' option is set (add ! to override)");
  const existed = sys.exists(target);
  if (existed && sys.stat(target).type === 'dir') throw new ViError(`E17: "${target}" is a directory`);
  if (!own && existed && !how.force && !how.append) throw new ViError('E13: File exists (add ! to override)');
  if (how.append && !existed && !how.force) throw new ViError(`E212: Can't open file for writing`);
  const part = how.from !== undefined;
  if (part && own && !how.force && (how.from !== 0 || how.to !== editor.last)) throw new ViError('E140: Use ! to write partial buffer');
  const lines = part ? editor.lines.slice(how.from, how.to! + 1) : editor.lines;
  if (!editor.endOfLine && editor.settings.fixendofline && editor.modified) editor.endOfLine = true;
  const text = part ? `${lines.join('\n')}\n` : editor.text;
  try {
    sys.writeFile(target, text, how.append ? { append: true } : undefined);
  } catch (error) {
    strerror(error);
    throw new ViError(`"${target}" E212: Can't open file for writing`);
  }
  const noeol = !part && text !== '' && !text.endsWith('\n') ? '[noeol] ' : '';
  session.message = `"${target}" ${existed ? '' : '[New] '}${noeol}${text === '' ? 0 : lines.length}L, ${byteLength(text)}B ${how.append ? 'appended' : 'written'}`;
  if (session.file === undefined && !part) session.file = target;
  if (!part && (own || path === undefined || session.file === target)) {
    session.file = target;
    editor.modified = false;
    session.isNew = false;
    if (how.force && own) editor.settings.readonly = false;
  }
  return true;
}

const FILETYPES: readonly (readonly [RegExp, string])[] = [
  [/\.ya?ml$/, 'yaml'],
  [/\.json$/, 'json'],
  [/\.sh$|\.bashrc$/, 'sh'],
  [/\.py$/, 'python'],
  [/(?:^|\/)Makefile$/, 'make'],
];

/** Reads a file into the editor and says what vim says. */
export function openFile(session: Session, path: string): void {
  const { sys, editor } = session;
  if (session.file !== undefined && session.file !== path) session.alternate = session.file;
  session.file = path;
  editor.settings.readonly = false;
  editor.settings.filetype = FILETYPES.find(([pattern]) => pattern.test(path))?.[1] ?? '';
  if (session.filetypes && editor.settings.filetype === 'yaml') {
    // ftplugin/yaml.vim
    editor.settings.expandtab = true;
    editor.settings.shiftwidth = 2;
    editor.settings.softtabstop = 2;
  }
  session.isNew = !sys.exists(path);
  if (session.isNew) {
    editor.load('');
    session.message = `"${path}" [New]`;
    return;
  }
  try {
    if (sys.stat(path).type === 'dir') {
      editor.load('');
      session.message = `"${path}" is a directory`;
      return;
    }
    const text = sys.readFile(path);
    editor.load(text);
    editor.settings.readonly = !sys.access(path, 'w');
    const notes = `${editor.settings.readonly ? '[readonly] ' : ''}${editor.endOfLine ? '' : '[noeol] '}`;
    session.message = `"${path}" ${notes}${text === '' ? 0 : editor.lines.length}L, ${byteLength(text)}B`;
  } catch (error) {
    strerror(error);
    editor.load('');
    session.message = `"${path}" [Permission Denied]`;
  }
}

/** `%` and `#` in the arguments of a command: the file's name and the one before. Throws ViError. */
export function withNames(session: Session, text: string): string {
  return text.replace(/\\([%#])|%(:[a-z])?|#/g, (whole, plain?: string, modifier?: string) => {
    if (plain) return plain;
    const name = whole === '#' ? session.alternate : session.file;
    if (name === undefined)
      throw new ViError(
        whole === '#'
          ? "E194: No alternate file name to substitute for '#'"
          : "E499: Empty file name for '%' or '#', only works with \":p:h\"",
      );
    const slash = name.lastIndexOf('/');
    switch (modifier) {
      case ':t':
        return name.slice(slash + 1);
      case ':h':
        return slash < 0 ? '.' : name.slice(0, slash) || '/';
      case ':p':
        return name.startsWith('/') ? name : `${session.sys.cwd()}/${name}`;
      case ':r':
        return name.replace(/\.[^./]*$/, '');
      case ':e':
        return /\.([^./]*)$/.exec(name)?.[1] ?? '';
      default:
        return name;
    }
  });
}

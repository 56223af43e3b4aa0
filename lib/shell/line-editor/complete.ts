import type { Shell } from '../run/shell';
import type { InteractiveFrame } from '../run/frame';
import type { Completion } from '../state/state';
import { arrayOf } from '../state/variables';
import { callFunction } from '../run/calls';
import { dressed, specWords } from '../builtins/completion';
import { valuesOf } from '../words/parameter';
import { actionWords, commands, files, isDirectory } from './candidates';
import { completers } from './completers';
import { replace } from './edits';
import { openListing } from './listing';
import { redraw } from './screen';
import type { EditorState } from './state';

interface Place {
  /** Where the word being completed begins. */
  readonly from: number;
  readonly word: string;
  /** Words of the command, the last being completed. */
  readonly words: readonly string[];
  readonly line: string;
  readonly start: number;
}

/** Finds the command and the word that the cursor is in. */
function placeOf(editor: EditorState): Place {
  const before = editor.text.slice(0, editor.at);
  const words: string[] = [];
  let start = 0;
  let word = '';
  let from = before.length;
  let inWord = false;
  let quote = '';
  for (let i = 0; i < before.length; i++) {
    const c = before[i]!;
    if (!inWord && !/[\s;&|()]/.test(c)) {
      inWord = true;
      from = i;
      word = '';
    }
    if (quote) {
      if (c === quote) quote = '';
      else word += c;
    } else if (c === '\\') word += before[++i] ?? '';
    else if (c === '"' || c === "'") quote = c;
    else if (/[;&|()]/.test(c) || c === '`') {
      words.length = 0;
      inWord = false;
      word = '';
      start = i + 1;
      from = before.length;
    } else if (/\s/.test(c) || c === '<' || c === '>') {
      if (inWord && word !== '') words.push(word);
      inWord = false;
      word = '';
      from = before.length;
    } else word += c;
  }
  if (!inWord) from = before.length;
  while (words[0] !== undefined && /^[A-Za-z_]\w*=/.test(words[0])) words.shift();
  while (
    ['sudo', 'then', 'do', 'else', '!', 'time', '{', 'if', 'while', 'until', 'elif', 'exec', 'nohup', 'watch'].includes(words[0] ?? '')
  )
    words.shift();
  return { from, word, words: [...words, word], line: before.slice(start).trimStart(), start };
}

/** What a key wants of the candidates: Tab, Alt-?, Alt-*. */
export type CompletionWish = 'complete' | 'list' | 'insert-all';

/** Tab. A completion function of the shell runs above the frame; `finishCompletion` then takes its answer. */
export function complete(shell: Shell, frame: InteractiveFrame, wish: CompletionWish = 'complete'): void {
  const editor = frame.editor!;
  editor.wish = wish;
  const place = placeOf(editor);
  const { word, words } = place;
  const name = words[0]!;
  if (words.length === 1) {
    if (/^\$/.test(word))
      return offer(
        shell,
        frame,
        place,
        actionWords(shell, 'variable', word.slice(1)).map((one) => '$' + one),
        {},
      );
    if (/^~[^/]*$/.test(word))
      return offer(
        shell,
        frame,
        place,
        actionWords(shell, 'user', word.slice(1)).map((one) => '~' + one),
        { slash: true },
      );
    if (word.includes('/')) return offer(shell, frame, place, files(shell, word, false), { files: true });
    const found = commands(shell, word);
    return offer(shell, frame, place, [...new Set([...found, ...files(shell, word, true)])], { files: !found.length });
  }
  const alias = shell.state.aliases.get(name);
  const { completions } = shell.state;
  const spec =
    completions.get(name) ??
    completions.get(name.split('/').pop()!) ??
    (alias && shell.shopt('progcomp_alias') ? completions.get(alias.split(' ')[0]!) : undefined) ??
    completions.get('-D');
  if (spec && shell.shopt('progcomp') && !word.startsWith('$')) return programmed(shell, frame, place, spec);
  byDefault(shell, frame, place);
}

/** `extensions`: only files that end in one of them, and directories. */
function byDefault(shell: Shell, frame: InteractiveFrame, place: Place, extensions?: readonly string[]): void {
  const { word, words } = place;
  const variable = /^(.*)\$(\w*)$/.exec(word);
  if (variable)
    return offer(
      shell,
      frame,
      place,
      actionWords(shell, 'variable', variable[2]!).map((one) => `${variable[1]}$${one}`),
      {},
    );
  if (/^~[^/]*$/.test(word))
    return offer(
      shell,
      frame,
      place,
      actionWords(shell, 'user', word.slice(1)).map((one) => '~' + one),
      { slash: true },
    );
  const prefix = /^(.*[=:])/.exec(word)?.[1] ?? '';
  const directories = words[0] === 'cd' || words[0] === 'pushd' || words[0] === 'rmdir';
  let found = files(shell, word, directories);
  let base = '';
  if (found.length === 0 && prefix) {
    found = files(shell, word.slice(prefix.length), directories);
    base = prefix;
  }
  offer(
    shell,
    frame,
    place,
    found
      .filter((one) => !extensions || extensions.some((each) => one.endsWith(`.${each}`)) || isDirectory(shell, one))
      .map((one) => base + one),
    { files: true, base },
  );
}

function programmed(shell: Shell, frame: InteractiveFrame, place: Place, spec: Completion): void {
  const { word, words } = place;
  if (spec.function !== undefined) {
    const own = completers.get(spec.function);
    if (own) {
      const answer = own(shell.sys, { words, line: place.line, point: place.line.length, env: shell.variables.environment() });
      if (answer.files) return byDefault(shell, frame, place, answer.extensions);
      const listed = new Map(answer.words.map((one, i) => [one, answer.listed?.[i] ?? one]));
      const fitting = answer.words.filter((one) => one.startsWith(word));
      return offer(shell, frame, place, fitting, { noSpace: answer.noSpace ?? false, ...(answer.listed && { listed }) });
    }
    const found = shell.state.functions.get(spec.function);
    if (!found) return byDefault(shell, frame, place);
    const { variables } = shell;
    variables.put('COMP_WORDS', { array: arrayOf(words) });
    variables.put('COMP_CWORD', { value: String(words.length - 1) });
    variables.put('COMP_LINE', { value: place.line });
    variables.put('COMP_POINT', { value: String(place.line.length) });
    variables.put('COMP_TYPE', { value: '9' });
    variables.put('COMP_KEY', { value: '9' });
    variables.put('COMPREPLY', { array: new Map() });
    variables.put('_nekala_compopt', { value: spec.options.join(' ') });
    frame.stage = 'completing';
    callFunction(shell, spec.function, found, [words[0]!, word, words[words.length - 2] ?? '']);
    return;
  }
  let list = dressed(shell, spec, specWords(shell, spec, word), word);
  if (list.length === 0 && spec.options.includes('dirnames')) list = actionWords(shell, 'directory', word);
  if (spec.options.includes('plusdirs')) list = [...list, ...actionWords(shell, 'directory', word)];
  if (list.length === 0 && (spec.options.includes('default') || spec.options.includes('bashdefault')))
    return byDefault(shell, frame, place);
  const named = spec.options.includes('filenames') || spec.actions.some((one) => one === 'file' || one === 'directory');
  offer(shell, frame, place, list, { noSpace: spec.options.includes('nospace'), files: named });
}

/** The completion function has returned: COMPREPLY holds the words. */
export function finishCompletion(shell: Shell, frame: InteractiveFrame): void {
  const { variables } = shell;
  const options = (variables.value('_nekala_compopt') ?? '').split(' ');
  const list = valuesOf(variables.get('COMPREPLY')).filter((one) => one !== '');
  for (const name of ['COMP_WORDS', 'COMP_CWORD', 'COMP_LINE', 'COMP_POINT', 'COMP_TYPE', 'COMP_KEY', 'COMPREPLY', '_nekala_compopt'])
    variables.unset(name);
  frame.stage = 'edit';
  const place = placeOf(frame.editor!);
  if (list.length === 0 && (options.includes('default') || options.includes('bashdefault'))) return byDefault(shell, frame, place);
  offer(shell, frame, place, list, { noSpace: options.includes('nospace'), files: options.includes('filenames') });
}

interface Manner {
  readonly noSpace?: boolean;
  readonly files?: boolean;
  readonly slash?: boolean;
  /** What candidates are listed as. */
  readonly listed?: ReadonlyMap<string, string>;
  /** Text before the file name in each candidate (`--file=`). */
  readonly base?: string;
}

/** Inserts what the candidates have in common; shows them at the second Tab. */
function offer(shell: Shell, frame: InteractiveFrame, place: Place, list: readonly string[], manner: Manner): void {
  const editor = frame.editor!;
  const { editing } = shell.state;
  const candidates = [...new Set(list)].sort();
  if (candidates.length === 0) {
    shell.write(2, '\x07');
    return;
  }
  const columns = shell.sys.ttySize(0).columns;
  const quoting = editor.text.slice(place.from, editor.at);
  const open = /^["']/.exec(quoting)?.[0] ?? '';
  const written = (text: string): string =>
    open || /^\$/.test(text) || (!manner.files && !/[\s]/.test(text)) ? open + text : text.replace(/[\s"'\\$&;|<>()`*?[\]!#{}]/g, '\\$&');
  if (editor.wish === 'insert-all') {
    replace(editor, place.from, editor.at, candidates.map((one) => `${written(one)}${open} `).join(''));
    shell.write(2, redraw(editor, columns));
    return;
  }
  const common = candidates.reduce((a, b) => {
    let n = 0;
    while (n < a.length && a[n] === b[n]) n++;
    return a.slice(0, n);
  });
  const single = candidates.length === 1;
  if (editor.wish !== 'list' && (single || common.length > place.word.length)) {
    let end = '';
    if (single) {
      const directory = manner.slash || (manner.files && isDirectory(shell, common.slice(manner.base?.length ?? 0)));
      end = directory ? '/' : manner.noSpace ? '' : `${open} `;
    }
    replace(editor, place.from, editor.at, written(common) + end);
    shell.write(2, redraw(editor, columns));
    editor.tabbed = !single;
    if (single || editing['show-all-if-ambiguous'] !== 'on') return;
  } else if (editor.wish !== 'list' && !editor.tabbed && editing['show-all-if-ambiguous'] !== 'on') {
    editor.tabbed = true;
    shell.write(2, '\x07');
    return;
  }
  const names = candidates.map((one) => {
    if (!manner.files) return manner.listed?.get(one) ?? one;
    const directory = isDirectory(shell, one);
    return one.slice(one.lastIndexOf('/') + 1) + (directory ? '/' : '');
  });
  openListing(shell, editor, names);
}

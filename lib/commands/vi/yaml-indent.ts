import type { Editor } from './editor';

/** What indent/yaml.vim gives a new line after line `n`: a step more after a key or a block scalar, else the same; under the key in a list. */
export function yamlIndent(editor: Editor, n: number): string {
  let at = n;
  while (at >= 0 && /^\s*(?:#.*)?$/.test(editor.lines[at]!)) at--;
  if (at < 0) return '';
  const line = editor.lines[at]!;
  const size = editor.indentOf(at).length;
  const step = editor.settings.shiftwidth || editor.settings.tabstop;
  if (/(?:[{[:]|[:-] [|>][+-]?)(?:\s+#.*)?\s*$/.test(line)) return ' '.repeat(size + step);
  const item = /^\s*((?:-\s+)+)[^\s#][^:]*:\s/.exec(line);
  if (item) return ' '.repeat(size + item[1]!.length);
  return ' '.repeat(size);
}

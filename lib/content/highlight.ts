import type { Element } from 'hast';
import { createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';

const ALIASES: Readonly<Record<string, string>> = { sh: 'bash', shell: 'bash', console: 'shellsession', yml: 'yaml', dockerfile: 'docker' };

let highlighter: Promise<HighlighterCore> | undefined;

const load = () =>
  (highlighter ??= createHighlighterCore({
    engine: createJavaScriptRegexEngine({ forgiving: true }),
    themes: [import('shiki/themes/github-light.mjs'), import('shiki/themes/github-dark.mjs')],
    langs: [
      import('shiki/langs/bash.mjs'),
      import('shiki/langs/shellsession.mjs'),
      import('shiki/langs/yaml.mjs'),
      import('shiki/langs/json.mjs'),
      import('shiki/langs/ini.mjs'),
      import('shiki/langs/toml.mjs'),
      import('shiki/langs/docker.mjs'),
      import('shiki/langs/python.mjs'),
      import('shiki/langs/go.mjs'),
      import('shiki/langs/diff.mjs'),
    ],
  }));

/** Code as a `pre` whose colours are CSS variables, `--shiki-light` and `--shiki-dark`. An unknown language stays plain. */
export async function highlight(code: string, language: string): Promise<Element> {
  const shiki = await load();
  const name = ALIASES[language] ?? language;
  const lang = shiki.getLoadedLanguages().includes(name) ? name : 'text';
  const root = shiki.codeToHast(code, { lang, themes: { light: 'github-light', dark: 'github-dark' }, defaultColor: false });
  const pre = root.children.find((child): child is Element => child.type === 'element')!;
  pre.properties = { ...pre.properties, tabindex: '0' };
  return pre;
}

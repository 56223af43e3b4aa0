import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { en } from '@/lib/i18n/en';
import type { PodVerdict } from '@/lib/sessions/pod-verdict';
import { TextProvider } from './text-provider';
import { VerdictTable } from './verdict-table';

const verdict: PodVerdict = {
  uid: 'u',
  namespace: 'default',
  name: 'p',
  status: 'Running',
  node: 'a',
  nominated: '',
  scheduler: 'default-scheduler',
  origin: 'scheduled',
  message: '',
  filters: ['NodeName', 'TaintToleration'],
  scorers: [
    { plugin: 'TaintToleration', weight: 3 },
    { plugin: 'ImageLocality', weight: 1 },
  ],
  nodes: [
    { name: 'a', chosen: true, passed: ['NodeName', 'TaintToleration'], scores: { TaintToleration: 300, ImageLocality: 7 }, total: 307 },
    { name: 'b', chosen: false, passed: [], refused: { plugin: 'NodeName', reasons: ["node(s) didn't match"], unresolvable: true } },
  ],
  more: 0,
  unseen: 0,
};

/** The cells of the table as a screen reader has them, row by row. */
function rows(): string[][] {
  const markup = renderToStaticMarkup(
    <TextProvider locale="en">
      <VerdictTable verdict={verdict} />
    </TextProvider>,
  );
  return [...markup.matchAll(/<tr.*?<\/tr>/gs)].map(([row]) =>
    [...row.matchAll(/<t[hd].*?<\/t[hd]>/gs)].map(([cell]) =>
      cell
        .replace(/<span aria-hidden="true".*?<\/span>/g, '')
        .replace(/<[^>]*>/g, ' ')
        .replaceAll('&#x27;', "'")
        .replace(/\s+/g, ' ')
        .trim(),
    ),
  );
}

describe('the table of verdicts', () => {
  it('says in each cell whether the plugin passed, refused or was not asked, and how scores came about', () => {
    expect(rows()).toEqual([
      ['Plugin', 'a chosen', 'b'],
      [en.verdict.filter],
      ['NodeName', 'passed', "refused: node(s) didn't match Evicting other pods would not help."],
      ['TaintToleration', 'passed', 'not asked'],
      [en.verdict.score],
      ['TaintToleration weight 3', '300 = 100 × 3', 'not asked'],
      ['ImageLocality weight 1', '7', 'not asked'],
      ['Total', '307', 'not asked'],
    ]);
  });
});

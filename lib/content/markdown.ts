import type { Element, ElementContent, Root } from 'hast';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import rehypeSlug from 'rehype-slug';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { highlight } from './highlight';

/** Words on the buttons of a code block. */
export interface MarkdownLabels {
  readonly copy: string;
  /** Without it, shell blocks cannot be sent to a terminal. */
  readonly run?: string;
}

export interface Heading {
  readonly id: string;
  readonly text: string;
}

const RUNNABLE = new Set(['bash', 'sh', 'shell']);

const schema = {
  ...defaultSchema,
  clobberPrefix: '',
  attributes: { ...defaultSchema.attributes, code: [['className', /^language-[\w-]+$/]] as [string, RegExp][] },
};

/** Markdown of lessons and tasks as safe HTML, with its second-level headings. Code is coloured for light and dark. */
export async function renderMarkdown(markdown: string, labels: MarkdownLabels): Promise<{ html: string; headings: Heading[] }> {
  const processor = unified().use(remarkParse).use(remarkGfm).use(remarkRehype).use(rehypeSanitize, schema).use(rehypeSlug);
  const tree = (await processor.run(processor.parse(markdown))) as Root;
  const headings: Heading[] = [];
  visit(tree, 'element', (node, index, parent) => {
    if (node.tagName === 'h2') headings.push({ id: String(node.properties.id ?? ''), text: textOf(node) });
    if (node.tagName === 'a' && /^https?:/.test(String(node.properties.href))) {
      node.properties = { ...node.properties, target: '_blank', rel: ['noreferrer'] };
    }
    const scrolls = node.tagName === 'table' && parent?.type === 'root' && index !== undefined;
    if (scrolls) {
      const table: Element = { ...node };
      parent.children[index] = element('div', { className: ['table-scroll'], tabIndex: 0, role: 'group' }, [table]);
      return 'skip';
    }
    return undefined;
  });
  const blocks: { pre: Element; place: ElementContent[] | Root['children']; index: number }[] = [];
  visit(tree, 'element', (node, index, parent) => {
    if (node.tagName === 'pre' && parent && index !== undefined) blocks.push({ pre: node, place: parent.children, index });
  });
  for (const { pre, place, index } of blocks) place[index] = await codeBlock(pre, labels);
  return { html: unified().use(rehypeStringify).stringify(tree), headings };
}

async function codeBlock(pre: Element, labels: MarkdownLabels): Promise<Element> {
  const code = pre.children.find((child): child is Element => child.type === 'element');
  const names = code?.properties.className;
  const language = Array.isArray(names) ? String(names[0] ?? '').replace('language-', '') : '';
  const text = textOf(pre).replace(/\n$/, '');
  const buttons = [button('copy', labels.copy)];
  if (labels.run && RUNNABLE.has(language)) buttons.unshift(button('run', labels.run));
  return element('figure', { className: ['code-block'], dataLanguage: language }, [
    element('div', { className: ['code-bar'] }, [
      element('span', { className: ['code-language'] }, [{ type: 'text', value: language }]),
      element('span', { className: ['code-actions'] }, buttons),
    ]),
    await highlight(text, language),
  ]);
}

const button = (action: string, label: string) => element('button', { type: 'button', dataAction: action }, [{ type: 'text', value: label }]);

const element = (tagName: string, properties: Element['properties'], children: ElementContent[]): Element => ({
  type: 'element',
  tagName,
  properties,
  children,
});

function textOf(node: Element | Root): string {
  return node.children.map((child) => (child.type === 'text' ? child.value : child.type === 'element' ? textOf(child) : '')).join('');
}

import type { Directive } from '../corefile';
import { argumentError, setupError, type Chain, type DnsPlugin, type DnsRecord, type Question, type Reply } from '../plugin';

interface NameRule {
  readonly what: 'name';
  readonly match: 'exact' | 'prefix' | 'suffix' | 'substring' | 'regex';
  readonly from: string;
  readonly to: string;
  /** Answers are given the name that was asked for. */
  readonly auto: boolean;
  /** `answer name FROM TO` */
  readonly answers: readonly { readonly from: string; readonly to: string }[];
  readonly goesOn: boolean;
}

interface OtherRule {
  readonly what: 'type' | 'ttl';
  readonly from: string;
  readonly to: string;
  readonly goesOn: boolean;
}

type Rule = NameRule | OtherRule;

const MATCHES = ['exact', 'prefix', 'suffix', 'substring', 'regex'];

/** Changes questions, and their answers back. Models coredns/plugin/rewrite. */
export const rewrite: DnsPlugin<readonly Rule[]> = {
  name: 'rewrite',
  setup: (directives) => directives.map(rule),
  answer: (rules, question, chain) => apply(rules, question, chain),
};

function rule(directive: Directive): Rule {
  let words = [...directive.args, ...directive.block.flat()];
  let goesOn = false;
  if (words[0] === 'stop' || words[0] === 'continue') goesOn = words.shift() === 'continue';
  const what = words.shift();
  if (what === 'type' || what === 'ttl') {
    const [from, to] = words;
    if (from === undefined || to === undefined) throw argumentError(directive, what);
    return { what, from: what === 'type' ? from.toUpperCase() : from, to: what === 'type' ? to.toUpperCase() : to, goesOn };
  }
  if (what !== 'name') {
    if (what === undefined) throw setupError(directive, 'no rule type specified for rewrite');
    throw setupError(
      directive,
      ['class', 'edns0', 'rcode', 'cname'].includes(what) ? `rewrite ${what} is not simulated here` : `invalid rule type "${what}"`,
    );
  }
  const match = MATCHES.includes(words[0] ?? '') ? (words.shift() as NameRule['match']) : 'exact';
  const [from, to] = words;
  if (from === undefined || to === undefined) throw argumentError(directive, 'name');
  words = words.slice(2);
  let auto = false;
  const answers: { from: string; to: string }[] = [];
  while (words.length > 0) {
    const word = words.shift();
    if (word !== 'answer') throw setupError(directive, `exceeded the number of arguments for a non-regex rule argument`);
    const kind = words.shift();
    if (kind === 'auto') auto = true;
    else if (kind === 'name' || kind === 'value') {
      const [pattern, replacement] = words.splice(0, 2);
      if (replacement === undefined) throw argumentError(directive, 'answer');
      if (kind === 'name') answers.push({ from: pattern!, to: replacement });
    } else throw argumentError(directive, 'answer');
  }
  const plain = (text: string) => (match === 'regex' ? text : text.toLowerCase().replace(/\.$/, ''));
  return { what: 'name', match, from: plain(from), to: plain(to), auto: auto || match === 'exact', answers, goesOn };
}

function apply(rules: readonly Rule[], question: Question, chain: Chain): Reply {
  let asked = question;
  const undo: ((reply: Reply) => Reply)[] = [];
  for (const one of rules) {
    const changed = change(one, asked, question);
    if (!changed) continue;
    asked = changed.question;
    undo.push(changed.undo);
    if (!one.goesOn) break;
  }
  return undo.reduceRight((reply, back) => back(reply), chain.next(asked));
}

function change(one: Rule, asked: Question, original: Question): { question: Question; undo: (reply: Reply) => Reply } | undefined {
  if (one.what === 'type') {
    return asked.type === one.from ? { question: { ...asked, type: one.to }, undo: (reply) => reply } : undefined;
  }
  if (one.what !== 'name') {
    if (asked.name !== one.from.replace(/\.$/, '')) return undefined;
    return { question: asked, undo: (reply) => renamed(reply, (record) => ({ ...record, ttl: Number(one.to) })) };
  }
  const name = rewritten(one, asked.name);
  if (name === undefined) return undefined;
  const back = (record: DnsRecord): DnsRecord => {
    if (one.auto && record.name === name) return { ...record, name: original.name };
    const rule = one.answers.find(({ from }) => regex(from)?.test(record.name));
    return rule ? { ...record, name: record.name.replace(regex(rule.from)!, replacement(rule.to)) } : record;
  };
  return { question: { ...asked, name }, undo: (reply) => renamed(reply, back) };
}

const renamed = (reply: Reply, each: (record: DnsRecord) => DnsRecord): Reply => ({ ...reply, answers: reply.answers.map(each) });

function rewritten({ match, from, to }: NameRule, name: string): string | undefined {
  switch (match) {
    case 'exact':
      return name === from ? to : undefined;
    case 'prefix':
      return name.startsWith(from) ? to + name.slice(from.length) : undefined;
    case 'suffix':
      return name.endsWith(from) ? name.slice(0, name.length - from.length) + to : undefined;
    case 'substring':
      return name.includes(from) ? name.replaceAll(from, to) : undefined;
    case 'regex': {
      const pattern = regex(from);
      const found = pattern?.exec(`${name}.`) ?? pattern?.exec(name);
      if (!found) return undefined;
      return to.replace(/\{(\d+)\}/g, (_, group: string) => found[Number(group)] ?? '').replace(/\.$/, '');
    }
  }
}

const MOST_PATTERN = 256;

function regex(text: string): RegExp | undefined {
  if (text.length > MOST_PATTERN) return undefined;
  try {
    return new RegExp(
      text.replace(/\\\.\$?$/, (end) => (end.endsWith('$') ? '\\.?$' : '\\.?')),
      'i',
    );
  } catch {
    return undefined;
  }
}

const replacement = (to: string): string => to.replace(/\{(\d+)\}/g, '$$$1').replace(/\.$/, '');

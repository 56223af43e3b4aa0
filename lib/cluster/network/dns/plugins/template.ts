import type { Directive } from '../corefile';
import { argumentError, matchingZone, setupError, zoneName, type DnsPlugin, type DnsRecord, type Rcode } from '../plugin';

interface Template {
  readonly type: string;
  readonly zones: readonly string[];
  readonly matches: readonly string[];
  readonly answers: readonly string[];
  readonly rcode: Rcode;
  readonly fallthrough: boolean;
}

const RCODES: readonly string[] = ['NOERROR', 'NXDOMAIN', 'SERVFAIL', 'REFUSED', 'NOTIMP'];
const MOST_PATTERN = 256;

/** Makes answers by a pattern. Models coredns/plugin/template; of Go's templates `{{ .Name }}`, `{{ .Type }}`, `{{ .Group.x }}` and `{{ index .Match n }}` only. */
export const template: DnsPlugin<readonly Template[]> = {
  name: 'template',
  setup: (directives, zones) => directives.map((directive) => read(directive, zones)),
  answer(templates, question, chain) {
    for (const one of templates) {
      if (one.type !== 'ANY' && one.type !== question.type) continue;
      if (matchingZone(question.name, one.zones) === undefined) continue;
      const found = one.matches.map((pattern) => new RegExp(pattern, 'i').exec(`${question.name}.`)).find(Boolean);
      if (!found && one.matches.length > 0) {
        if (one.fallthrough) continue;
        return chain.next(question);
      }
      if (one.rcode !== 'NOERROR') return { status: one.rcode, answers: [] };
      const fill = (text: string) =>
        text
          .replace(/\{\{\s*\.Name\s*\}\}/g, `${question.name}.`)
          .replace(/\{\{\s*\.Type\s*\}\}/g, question.type)
          .replace(/\{\{\s*\.Class\s*\}\}/g, 'IN')
          .replace(/\{\{\s*\.Group\.(\w+)\s*\}\}/g, (_, name: string) => found?.groups?.[name] ?? '')
          .replace(/\{\{\s*index \.Match (\d+)\s*\}\}/g, (_, n: string) => found?.[Number(n)] ?? '');
      return { status: 'NOERROR', answers: one.answers.map(fill).flatMap((text) => recordOf(text) ?? []) };
    }
    return chain.next(question);
  },
};

function read(directive: Directive, blockZones: readonly string[]): Template {
  const [qclass, type, ...zones] = directive.args;
  if (qclass === undefined || type === undefined) throw argumentError(directive, qclass ?? 'template');
  const matches: string[] = [];
  const answers: string[] = [];
  let rcode: Rcode = 'NOERROR';
  let fallthrough = false;
  for (const [i, [word = '', ...args]] of directive.block.entries()) {
    const line = directive.lines[i]!;
    if (word === 'match') matches.push(...args.map((pattern) => compiled(directive, pattern, line)));
    else if (word === 'answer') answers.push(args.join(' '));
    else if (word === 'fallthrough') fallthrough = true;
    else if (word === 'rcode') {
      if (!RCODES.includes(args[0]?.toUpperCase() ?? '')) throw setupError(directive, `unknown rcode ${args[0]}`, line);
      rcode = args[0]!.toUpperCase() as Rcode;
    } else if (!['additional', 'authority', 'ederror', 'upstream'].includes(word)) throw argumentError(directive, word, line);
  }
  if (rcode === 'NOERROR' && answers.length === 0) throw setupError(directive, 'no answer section for template found: ');
  return { type: type.toUpperCase(), zones: zones.length > 0 ? zones.map(zoneName) : blockZones, matches, answers, rcode, fallthrough };
}

/** Go's named groups are `(?P<x>…)`. */
function compiled(directive: Directive, pattern: string, line: number): string {
  const text = pattern.replaceAll('(?P<', '(?<');
  try {
    if (text.length > MOST_PATTERN) throw new SyntaxError('expression too large');
    new RegExp(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw setupError(directive, `could not parse regex: ${pattern}, ${error.message}`, line);
  }
  return text;
}

/** `name ttl IN A 1.2.3.4` */
function recordOf(text: string): DnsRecord | undefined {
  const found = /^(\S+)\s+(?:(\d+)\s+)?(?:IN\s+)?(\w+)\s+(.+)$/.exec(text.trim());
  return found
    ? { name: found[1]!.replace(/\.$/, '').toLowerCase(), type: found[3]!.toUpperCase(), ttl: Number(found[2] ?? 3600), data: found[4]! }
    : undefined;
}

import type { DnsAnswer, DnsRecord } from '@/lib/hosts/process/sys';
import type { Command } from '../../command/command';
import { candidates, isSilent, resolverFile, reverseName, search, serverAddress, silence, silenceMs } from './resolver';

const TYPES = /^(A|AAAA|SRV|TXT|MX|NS|CNAME|PTR|SOA|ANY|AXFR|HINFO|CAA)$/i;
const VERSION = '9.18.30-0ubuntu0.24.04.2-Ubuntu';

export const dig: Command = {
  name: 'dig',
  usage: 'Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}\n',
  *run(io, options, sys) {
    const words = options.operands;
    if (words.includes('-v')) {
      yield* io.stderr(`DiG ${VERSION}\n`);
      return 0;
    }
    const given = words.find((word) => word.startsWith('@'))?.slice(1);
    const flags = new Set(words.filter((word) => word.startsWith('+')).map((word) => word.slice(1)));
    const value = (option: string) => (words.includes(option) ? words[words.indexOf(option) + 1] : undefined);
    const setting = (name: string) => [...flags].find((flag) => flag.startsWith(`${name}=`))?.slice(name.length + 1);
    const port = Number(value('-p') ?? 53);
    const plain = words.filter((word, i) => !/^[@+-]/.test(word) && !['-p', '-x', '-t', '-b', '-q', '-c'].includes(words[i - 1] ?? ''));
    const address = value('-x');
    const type = address === undefined ? (value('-t') ?? plain.find((word) => TYPES.test(word)) ?? 'A').toUpperCase() : 'PTR';
    const name =
      address === undefined
        ? (value('-q') ?? plain.find((word) => !TYPES.test(word) && word.toUpperCase() !== 'IN') ?? '.')
        : reverseName(address);
    const file = resolverFile(sys);
    const server = serverAddress(sys, given, file);
    if (server === '') {
      yield* io.stderr(`dig: couldn't get address for '${given}': not found\n`);
      return 9;
    }
    const protocol = flags.has('tcp') || flags.has('vc') || type === 'AXFR' ? 'tcp' : 'udp';
    const names = flags.has('search') ? candidates(file, name) : [name.replace(/(.)\.$/, '$1')];
    const { name: asked, answer } = search(sys, names, type, server, { port, protocol });
    const banner = `\n; <<>> DiG ${VERSION} <<>> ${words.join(' ')}\n${given === undefined ? '' : '; (1 server found)\n'};; global options: +cmd\n`;
    if (isSilent(answer)) {
      const tries = Number(setting('tries') ?? (setting('retry') === undefined ? 3 : Number(setting('retry')) + 1));
      const timeout = Number(setting('time') ?? setting('timeout') ?? 5) * 1000;
      yield* io.sleep(answer.status === 'UNREACHABLE' ? silenceMs(answer) : timeout * tries);
      const lines = silence(answer, server, port, tries);
      yield* io.print(
        flags.has('short') ? `${lines}${';; no servers could be reached\n'}` : `${lines}${banner};; no servers could be reached\n`,
      );
      return 9;
    }
    if (type === 'AXFR') {
      yield* io.print(`${banner}; Transfer failed.\n`);
      return 0;
    }
    if (flags.has('short')) {
      yield* io.print(answer.answers.map(({ data }) => `${data}\n`).join(''));
      return 0;
    }
    const only = flags.has('noall') && flags.has('answer');
    if (only) {
      yield* io.print(answer.answers.map(record).join(''));
      return 0;
    }
    yield* io.print(`${banner}${body(answer, asked, type, Math.floor(sys.random() * 65_536))}`);
    const when = new Date(sys.now()).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1 $3 $2 $5 UTC $4');
    yield* io.print(
      `;; Query time: 0 msec\n;; SERVER: ${server}#${port}(${given ?? server}) (${protocol.toUpperCase()})\n;; WHEN: ${when}\n;; MSG SIZE  rcvd: ${size(answer, asked)}\n\n`,
    );
    return 0;
  },
};

const owner = (name: string): string => `${name.replace(/\.$/, '')}.`;

/** Columns as dig sets them: tabs up to 24, 32 … characters. */
function record({ name, ttl, type, data }: DnsRecord): string {
  const head = owner(name);
  return `${head}${'\t'.repeat(Math.max(1, Math.ceil((24 - head.length) / 8)))}${ttl}\tIN\t${type}\t${data}\n`;
}

function body(answer: DnsAnswer, asked: string, type: string, id: number): string {
  const { status, answers, authority = [], additional = [], authoritative } = answer;
  const flags = ['qr', ...(authoritative === false ? [] : ['aa']), 'rd', ...(authoritative === false ? ['ra'] : [])].join(' ');
  const recursion = authoritative === false ? '' : ';; WARNING: recursion requested but not available\n';
  const question = `;${owner(asked)}`;
  const section = (name: string, records: readonly DnsRecord[]) =>
    records.length > 0 ? `;; ${name} SECTION:\n${records.map(record).join('')}\n` : '';
  return (
    `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: ${id}\n` +
    `;; flags: ${flags}; QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: ${authority.length}, ADDITIONAL: ${additional.length + 1}\n${recursion}\n` +
    `;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n` +
    `;; QUESTION SECTION:\n${question}${'\t'.repeat(Math.max(1, Math.ceil((32 - question.length) / 8)))}IN\t${type}\n\n` +
    section('ANSWER', answers) +
    section('AUTHORITY', authority) +
    section('ADDITIONAL', additional)
  );
}

const size = ({ answers, authority = [], additional = [] }: DnsAnswer, asked: string): number =>
  [...answers, ...authority, ...additional].reduce((sum, { name, data }) => sum + name.length + data.length + 12, asked.length + 28);

import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import type { Io, Task } from '../command/stdio';

interface Chain {
  readonly name: string;
  readonly policy?: string;
  readonly rules: readonly string[];
}

const TABLES = ['raw', 'mangle', 'nat', 'filter'];
const VERSION = 'v1.8.10 (nf_tables)';
const DENIED = `iptables ${VERSION}: Could not fetch rule set generation id: Permission denied (you must be root)\n`;

const list = (sys: Sys, table: string): readonly Chain[] => sys.host({ call: 'iptables', op: 'list', table }) as readonly Chain[];

interface Parsed {
  table: string;
  action?: string;
  chain?: string;
  target?: string;
  number?: number;
  numeric: boolean;
  verbose: boolean;
  lines: boolean;
  readonly rule: string[];
}

const ACTIONS: Readonly<Record<string, string>> = {
  '-A': 'append',
  '--append': 'append',
  '-I': 'insert',
  '--insert': 'insert',
  '-D': 'delete',
  '--delete': 'delete',
  '-C': 'check',
  '--check': 'check',
  '-L': 'list',
  '--list': 'list',
  '-S': 'save',
  '--list-rules': 'save',
  '-F': 'flush',
  '--flush': 'flush',
  '-X': 'remove',
  '--delete-chain': 'remove',
  '-N': 'new',
  '--new-chain': 'new',
  '-P': 'policy',
  '--policy': 'policy',
  '-Z': 'zero',
};

/** Words of a rule in iptables-save's order and spelling. */
const LONG: Readonly<Record<string, string>> = {
  '--protocol': '-p',
  '--proto': '-p',
  '--source': '-s',
  '--src': '-s',
  '--destination': '-d',
  '--dst': '-d',
  '--jump': '-j',
  '--match': '-m',
  '--in-interface': '-i',
  '--out-interface': '-o',
  '--destination-port': '--dport',
  '--source-port': '--sport',
};

function parse(words: readonly string[]): Parsed | string {
  const parsed: Parsed = { table: 'filter', numeric: false, verbose: false, lines: false, rule: [] };
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const action = ACTIONS[word];
    const plain = (at: number) => (words[at] !== undefined && !words[at]!.startsWith('-') && words[at] !== '!' ? words[at] : undefined);
    if (word === '-t' || word === '--table') parsed.table = words[++i] ?? '';
    else if (action) {
      parsed.action = action;
      if (plain(i + 1)) parsed.chain = words[++i];
      if (action === 'policy') parsed.target = words[++i];
      else if (['insert', 'delete'].includes(action) && /^\d+$/.test(words[i + 1] ?? '')) parsed.number = Number(words[++i]);
    } else if (/^-[nvwx]+$/.test(word)) {
      parsed.numeric ||= word.includes('n');
      parsed.verbose ||= word.includes('v');
      if (word === '-w' && /^\d+$/.test(words[i + 1] ?? '')) i++;
    } else if (word === '--line-numbers') parsed.lines = true;
    else if (word === '--wait') continue;
    else if (word.startsWith('-') || word === '!') {
      parsed.rule.push(LONG[word] ?? word);
      while (plain(i + 1)) parsed.rule.push(words[++i]!);
    } else return `Bad argument \`${word}'`;
  }
  return parsed;
}

/** A rule as the kernel gives it back: addresses with their length, the protocol's match named. */
function canonical(words: readonly string[]): string {
  const parts = words.map((word, i) => (['-s', '-d'].includes(words[i - 1] ?? '') && !word.includes('/') ? `${word}/32` : word));
  const order = ['-s', '-d', '-i', '-o', '-p'];
  const groups: string[][] = [];
  for (const part of parts) {
    if (part === '!') groups.push([part]);
    else if (part.startsWith('-') && groups.at(-1)?.at(-1) !== '!') groups.push([part]);
    else (groups.at(-1) ?? groups[groups.push([]) - 1]!).push(part);
  }
  const key = (group: readonly string[]) => group.find((word) => word.startsWith('-'))!;
  const first = order.flatMap((name) => groups.filter((group) => key(group) === name));
  const rest = groups.filter((group) => !order.includes(key(group)));
  const target = rest.filter((group) => key(group) === '-j');
  const middle = rest.filter((group) => !target.includes(group) && !isTargetOption(key(group)));
  const options = rest.filter((group) => isTargetOption(key(group)));
  const protocol = first.find((group) => key(group) === '-p')?.at(-1);
  const named = middle.some((group) => key(group) === '-m' && group[1] === protocol);
  const needs = middle.some((group) => ['--dport', '--sport'].includes(key(group))) && protocol && !named ? [['-m', protocol]] : [];
  const reject = target[0]?.[1] === 'REJECT' && options.length === 0 ? [['--reject-with', 'icmp-port-unreachable']] : [];
  return [...first, ...needs, ...middle, ...target, ...options, ...reject].map((group) => group.map(quoted).join(' ')).join(' ');
}

const isTargetOption = (name: string): boolean =>
  name.startsWith('--to-') || name === '--reject-with' || name === '--set-xmark' || name === '--log-prefix';
const quoted = (word: string): string => (/\s/.test(word) ? `"${word}"` : word);

export const iptables: Command = {
  name: 'iptables',
  aliases: ['iptables-nft', 'iptables-legacy', 'ip6tables'],
  usage: `iptables ${VERSION}\n\nUsage: iptables -[ACD] chain rule-specification [options]\n       iptables -I chain [rulenum] rule-specification [options]\n       iptables -[LS] [chain [rulenum]] [options]\n       iptables -[FZ] [chain] [options]\n       iptables -[NX] chain\n       iptables -P chain target [options]\n`,
  usageStatus: 2,
  *run(io, options, sys) {
    if (options.operands.includes('--version') || options.operands.includes('-V')) {
      yield* io.print(`iptables ${VERSION}\n`);
      return 0;
    }
    const parsed = parse(options.operands);
    if (typeof parsed === 'string' || parsed.action === undefined) {
      yield* io.stderr(
        `iptables ${VERSION}: ${typeof parsed === 'string' ? parsed : 'no command specified'}\nTry \`iptables -h' or 'iptables --help' for more information.\n`,
      );
      return 2;
    }
    if (!TABLES.includes(parsed.table)) {
      yield* io.stderr(
        `iptables ${VERSION}: can't initialize iptables table \`${parsed.table}': Table does not exist (do you need to insmod?)\nPerhaps iptables or your kernel needs to be upgraded.\n`,
      );
      return 3;
    }
    if (sys.uid() !== 0) {
      yield* io.stderr(DENIED);
      return 4;
    }
    if (io.name === 'ip6tables' && ['list', 'save'].includes(parsed.action)) return 0;
    if (parsed.action === 'list' || parsed.action === 'save') return yield* show(io, sys, parsed);
    return yield* change(io, sys, parsed);
  },
};

function* show(io: Io, sys: Sys, parsed: Parsed): Task<number> {
  const all = list(sys, parsed.table);
  const chains = parsed.chain === undefined ? all : all.filter(({ name }) => name === parsed.chain);
  if (chains.length === 0) {
    yield* io.stderr('iptables: No chain/target/match by that name.\n');
    return 1;
  }
  if (parsed.action === 'save') {
    for (const { name, policy } of chains) yield* io.print(policy ? `-P ${name} ${policy}\n` : `-N ${name}\n`);
    for (const { name, rules } of chains) for (const rule of rules) yield* io.print(`-A ${name} ${rule}\n`);
    return 0;
  }
  for (const [i, chain] of chains.entries()) {
    const references = all.flatMap(({ rules }) => rules).filter((rule) => new RegExp(`-j ${chain.name}(\\s|$)`).test(rule)).length;
    const head = chain.policy ? `policy ${chain.policy}` : `${references} references`;
    const counters = parsed.verbose && chain.policy ? ' 0 packets, 0 bytes' : '';
    yield* io.print(`${i > 0 ? '\n' : ''}Chain ${chain.name} (${head}${counters})\n`);
    const number = parsed.lines ? 'num  ' : '';
    yield* io.print(
      parsed.verbose
        ? `${number} pkts bytes target     prot opt in     out     source               destination         \n`
        : `${number}target     prot opt source               destination         \n`,
    );
    for (const [n, rule] of chain.rules.entries())
      yield* io.print(`${parsed.lines ? String(n + 1).padEnd(5) : ''}${column(rule, parsed)}\n`);
  }
  return 0;
}

/** A rule in the columns of `-L`. */
function column(rule: string, { verbose, numeric }: Parsed): string {
  const words = rule.match(/"[^"]*"|\S+/g) ?? [];
  const address: Record<string, string> = { '-s': numeric ? '0.0.0.0/0' : 'anywhere', '-d': numeric ? '0.0.0.0/0' : 'anywhere' };
  let [protocol, target, incoming, outgoing] = [numeric ? '0' : 'all', '', '*', '*'];
  if (!numeric) protocol = 'all';
  let rest = '';
  let not = '';
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const next = words[i + 1] ?? '';
    if (word === '!') not = '!';
    else if (word === '-s' || word === '-d') address[word] = `${not}${next.replace(/\/32$/, '')}`;
    else if (word === '-p') protocol = next;
    else if (word === '-i') incoming = next;
    else if (word === '-o') outgoing = next;
    else if (word === '-j') target = next;
    else if (word === '--comment') rest += ` /* ${next.replace(/^"|"$/g, '')} */`;
    else if (word === '-m') {
      if (next === 'tcp' || next === 'udp') rest += ` ${next}`;
      else if (next === 'mark') rest += ' mark match';
      else if (next === 'addrtype') rest += ' ADDRTYPE match';
      else if (next === 'statistic') rest += ' statistic';
    } else if (word === '--dport') rest += ` dpt:${not}${next}`;
    else if (word === '--sport') rest += ` spt:${not}${next}`;
    else if (word === '--dst-type') rest += ` dst-type ${next}`;
    else if (word === '--src-type') rest += ` src-type ${next}`;
    else if (word === '--mode') rest += ` mode ${next}`;
    else if (word === '--probability') rest += ` probability ${next}`;
    else if (word === '--mark') rest += ` ${not}${next}`;
    else if (word === '--ctstate') rest += ` ${not}ctstate ${next}`;
    else if (word === '--to-destination') rest += ` to:${next}`;
    else if (word === '--reject-with') rest += ` reject-with ${next}`;
    else if (word === '--set-xmark') rest += next.endsWith('/0x4000') ? ' MARK or 0x4000' : ' MARK xor 0x4000';
    else if (word === '--random-fully') rest += ' random-fully';
    else if (word.startsWith('--')) rest += ` ${word.slice(2)}${next.startsWith('-') ? '' : ` ${next}`}`;
    else continue;
    if (word !== '!') not = '';
    if (word !== '!' && word !== '--random-fully') i++;
  }
  const where = `${address['-s']!.padEnd(20)} ${address['-d']!.padEnd(20)}`;
  if (verbose)
    return `    0     0 ${target.padEnd(10)} ${protocol.padEnd(4)} --  ${incoming.padEnd(6)} ${outgoing.padEnd(7)} ${where}${rest}`;
  return `${target.padEnd(10)} ${protocol.padEnd(4)} --  ${where}${rest}`;
}

function* change(io: Io, sys: Sys, parsed: Parsed): Task<number> {
  const { action, table, chain } = parsed;
  if (action === 'zero') return 0;
  const chains = list(sys, table);
  const own = chains.find(({ name }) => name === chain);
  let rule = canonical(parsed.rule);
  if (parsed.number !== undefined && action === 'delete') rule = own?.rules[parsed.number - 1] ?? '';
  if (action === 'check') {
    if (own?.rules.includes(rule)) return 0;
    yield* io.stderr('iptables: Bad rule (does a matching rule exist in that chain?).\n');
    return 1;
  }
  try {
    sys.host({
      call: 'iptables',
      op: action,
      table,
      rule,
      ...(chain === undefined ? {} : { chain }),
      ...(parsed.target ? { target: parsed.target } : {}),
    });
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const text: Partial<Record<string, string>> = {
      ENOENT: action === 'delete' && own ? 'Bad rule (does a matching rule exist in that chain?).' : 'No chain/target/match by that name.',
      EEXIST: 'Chain already exists.',
      ENOTEMPTY: 'Directory not empty.',
      EPERM: 'changing rules inside of a pod is not simulated here',
    };
    yield* io.stderr(`iptables: ${text[error.code] ?? error.message}\n`);
    return 1;
  }
}

export const iptablesSave: Command = {
  name: 'iptables-save',
  aliases: ['iptables-nft-save', 'iptables-legacy-save', 'ip6tables-save'],
  options: 't: c',
  usage: 'Usage: iptables-save [-M modprobe] [-c] [-t table]\n',
  *run(io, options, sys) {
    if (sys.uid() !== 0) {
      yield* io.stderr(DENIED.replace('iptables ', 'iptables-save '));
      return 4;
    }
    if (io.name === 'ip6tables-save') return 0;
    const now = () =>
      new Date(sys.now())
        .toUTCString()
        .replace(
          /^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/,
          (_, day, date, month, year, time) => `${day} ${month} ${String(Number(date)).padStart(2)} ${time} ${year}`,
        );
    for (const table of options.value('t') === undefined ? ['mangle', 'filter', 'nat'] : [options.value('t')!]) {
      const chains = list(sys, table);
      yield* io.print(`# Generated by iptables-save ${VERSION} on ${now()}\n*${table}\n`);
      for (const { name, policy } of chains) yield* io.print(`:${name} ${policy ?? '-'} [0:0]\n`);
      for (const { name, rules } of chains) for (const rule of rules) yield* io.print(`-A ${name} ${rule}\n`);
      yield* io.print(`COMMIT\n# Completed on ${now()}\n`);
    }
    return 0;
  },
};

import { inRange } from '../../service-routing';
import { argumentError, Dropped, inZone, setupError, zoneName, type DnsPlugin, type DnsRecord } from '../plugin';

/** Puts the addresses of an answer in another order each time. Models coredns/plugin/loadbalance (round_robin, the only policy but weighted). */
export const loadbalance: DnsPlugin = {
  name: 'loadbalance',
  setup([directive]) {
    const [policy = 'round_robin'] = directive!.args;
    if (policy !== 'round_robin')
      throw setupError(directive!, policy === 'weighted' ? 'the policy weighted is not simulated here' : `unknown policy: ${policy}`);
    return {};
  },
  answer(_, question, chain) {
    const reply = chain.next(question);
    const isAddress = ({ type }: DnsRecord) => type === 'A' || type === 'AAAA';
    const addresses = reply.answers.filter(isAddress);
    if (addresses.length < 2) return reply;
    const start = Math.floor(chain.env.random() * addresses.length);
    const turned = [...addresses.slice(start), ...addresses.slice(0, start)];
    return { ...reply, answers: [...reply.answers.filter((record) => !isAddress(record)), ...turned] };
  },
};

interface Acl {
  readonly action: string;
  readonly types: readonly string[];
  readonly nets: readonly string[];
}

/** Who may ask what. Models coredns/plugin/acl. */
export const acl: DnsPlugin<readonly Acl[]> = {
  name: 'acl',
  setup([directive]) {
    return directive!.block.map(([action = '', ...words], i) => {
      const line = directive!.lines[i]!;
      if (!['allow', 'block', 'filter', 'drop'].includes(action))
        throw setupError(directive!, `unexpected token "${action}"; expect 'allow', 'block', 'filter' or 'drop'`, line);
      const at = (name: string) => words.indexOf(name);
      const listed = (name: string) =>
        at(name) < 0
          ? ['*']
          : words.slice(at(name) + 1).filter((word, j, all) => !all.slice(0, j + 1).some((one) => one === 'net' || one === 'type'));
      return { action, types: listed('type').map((type) => type.toUpperCase()), nets: listed('net') };
    });
  },
  answer(rules, question, chain) {
    for (const { action, types, nets } of rules) {
      if (!types.includes('*') && !types.includes(question.type)) continue;
      if (!nets.includes('*') && !nets.some((net) => inRange(question.peer, net.includes('/') ? net : `${net}/32`))) continue;
      if (action === 'allow') break;
      if (action === 'drop') throw new Dropped();
      return { status: action === 'block' ? 'REFUSED' : 'NOERROR', answers: [] };
    }
    return chain.next(question);
  },
};

/** Tells a client its own address. Models coredns/plugin/whoami. */
export const whoami: DnsPlugin = {
  name: 'whoami',
  setup: () => ({}),
  answer: (_, question) => ({
    status: 'NOERROR',
    answers: [],
    additional: [
      { name: question.name, type: 'A', ttl: 0, data: question.peer },
      { name: `_${question.protocol}.${question.name}`, type: 'SRV', ttl: 0, data: '0 0 40000 .' },
    ],
  }),
};

/** Drops every second query and answers the others with a made-up address. Models coredns/plugin/erratic. */
export const erratic: DnsPlugin<{ readonly drop: number }> = {
  name: 'erratic',
  setup([directive]) {
    const [, amount = '2'] = directive!.block.find(([word]) => word === 'drop') ?? [];
    if (!/^\d+$/.test(amount)) throw argumentError(directive!, 'drop');
    return { drop: Number(amount) };
  },
  answer({ drop }, question, chain) {
    if (drop > 0 && chain.env.random() < 1 / drop) throw new Dropped();
    if (question.type !== 'A') return { status: 'NOERROR', answers: [] };
    return { status: 'NOERROR', answers: [{ name: question.name, type: 'A', ttl: 0, data: '192.0.2.53' }] };
  },
};

interface ZoneFile {
  readonly path: string;
  readonly zones: readonly string[];
  readonly fallthrough: boolean;
}

/** Serves zone files. Models coredns/plugin/file; of master files $ORIGIN, $TTL and one-line records (an SOA may take more). */
export const file: DnsPlugin<readonly ZoneFile[]> = {
  name: 'file',
  setup: (directives, blockZones) =>
    directives.map((directive) => {
      const [path, ...zones] = directive.args;
      if (path === undefined) throw argumentError(directive, 'file');
      const full = path.startsWith('/') ? path : `/${path}`;
      const fallthrough = directive.block.some(([word]) => word === 'fallthrough');
      return { path: full, zones: zones.length > 0 ? zones.map(zoneName) : blockZones, fallthrough };
    }),
  answer(files, question, chain) {
    for (const { path, zones, fallthrough } of files) {
      const zone = zones.find((one) => inZone(question.name, one));
      const text = zone === undefined ? undefined : chain.env.read(path);
      if (zone === undefined) continue;
      if (text === undefined) return { status: 'SERVFAIL', answers: [] };
      const records = zoneRecords(text, zone);
      const named = records.filter(({ name }) => name === question.name);
      const answers = named.filter(({ type }) => type === question.type || type === 'CNAME');
      const alias = answers.find(({ type }) => type === 'CNAME');
      if (alias && question.type !== 'CNAME') {
        const target = alias.data.replace(/\.$/, '');
        answers.push(...records.filter(({ name, type }) => name === target && type === question.type));
      }
      const authority = records.filter(({ type }) => type === (answers.length > 0 ? 'NS' : 'SOA'));
      if (named.length > 0) return { status: 'NOERROR', answers, authority };
      if (!fallthrough) return { status: 'NXDOMAIN', answers: [], authority };
    }
    return chain.next(question);
  },
};

function zoneRecords(text: string, zone: string): DnsRecord[] {
  let origin = zone;
  let ttl = 3600;
  let last = zone;
  const records: DnsRecord[] = [];
  const joined = text.replace(/;.*$/gm, '').replace(/\(([^)]*)\)/g, (_, inside: string) => inside.replace(/\s+/g, ' '));
  const full = (name: string) => (name === '@' ? origin : name.endsWith('.') ? name.slice(0, -1) : `${name}.${origin}`).toLowerCase();
  for (const line of joined.split('\n')) {
    if (line.trim() === '') continue;
    const words = line.trim().split(/\s+/);
    if (words[0] === '$ORIGIN') origin = zoneName(words[1] ?? '');
    else if (words[0] === '$TTL') ttl = Number(words[1]);
    else {
      const name = /^\s/.test(line) ? last : full(words.shift()!);
      last = name;
      let own = ttl;
      while (/^(\d+|IN)$/i.test(words[0] ?? '')) {
        const word = words.shift()!;
        if (word.toUpperCase() !== 'IN') own = Number(word);
      }
      const type = (words.shift() ?? '').toUpperCase();
      const hosts = { CNAME: 0, NS: 0, PTR: 0, MX: 1, SRV: 3 }[type];
      const data = words.map((word, i) => (i === hosts ? `${full(word)}.` : word)).join(' ');
      if (type) records.push({ name, type, ttl: own, data });
    }
  }
  return records;
}

import { parseIp } from '@/lib/api/ip-address';
import { inZone, matchingZone, setupError, zoneName, type DnsPlugin, type DnsRecord } from '../plugin';

interface Hosts {
  readonly file: string;
  readonly zones: readonly string[];
  readonly inline: readonly string[];
  readonly ttl: number;
  readonly fallthrough?: readonly string[];
}

/** Serves a hosts file and lines of its own. Models coredns/plugin/hosts. */
export const hosts: DnsPlugin<Hosts> = {
  name: 'hosts',
  setup([directive], blockZones) {
    const { args, block, lines } = directive!;
    const zones = args.length > 1 ? args.slice(1).map(zoneName) : blockZones;
    const inline: string[] = [];
    let ttl = 3600;
    let fallthrough: readonly string[] | undefined;
    for (const [i, words] of block.entries()) {
      const [word = '', ...rest] = words;
      if (word === 'fallthrough') fallthrough = rest.length > 0 ? rest.map(zoneName) : [''];
      else if (word === 'ttl') ttl = Number(rest[0]);
      else if (word === 'reload' || word === 'no_reverse') continue;
      else if (parseIp(word) && rest.length > 0) inline.push(words.join(' '));
      else throw setupError(directive!, `unknown property '${word}'`, lines[i]!);
    }
    if (!Number.isInteger(ttl) || ttl <= 0) throw setupError(directive!, 'ttl provided is invalid');
    return { file: args[0] ?? '/etc/hosts', zones, inline, ttl, ...(fallthrough ? { fallthrough } : {}) };
  },
  answer(config, question, chain) {
    const { name, type } = question;
    if (matchingZone(name, config.zones) === undefined && !name.endsWith('.in-addr.arpa')) return chain.next(question);
    const lines = [...(chain.env.read(config.file) ?? '').split('\n'), ...config.inline].map((line) =>
      line.replace(/#.*/, '').trim().split(/\s+/),
    );
    const record = (data: string, of = type): DnsRecord => ({ name, type: of, ttl: config.ttl, data });
    const named = lines.filter(([, ...names]) => names.some((one) => one.toLowerCase().replace(/\.$/, '') === name));
    const ips = named.map(([ip]) => ip!).filter((ip) => parseIp(ip));
    if (type === 'PTR') {
      const ip = name
        .replace(/\.in-addr\.arpa$/, '')
        .split('.')
        .reverse()
        .join('.');
      const pointers = lines.filter(([first]) => first === ip).flatMap(([, ...names]) => names);
      return pointers.length > 0
        ? { status: 'NOERROR', answers: pointers.map((pointer) => record(`${pointer.replace(/\.$/, '')}.`)) }
        : chain.next(question);
    }
    const answers = ips.filter((ip) => (type === 'A' ? !ip.includes(':') : type === 'AAAA' && ip.includes(':'))).map((ip) => record(ip));
    if (answers.length > 0 || ips.length > 0) return { status: 'NOERROR', answers };
    const falls = config.fallthrough?.some((zone) => inZone(name, zone));
    return falls ? chain.next(question) : { status: 'NXDOMAIN', answers: [] };
  },
};

import { inRange } from '@/lib/cluster/network/service-routing';
import type { HandRule, Netfilter } from './netfilter';

export interface Packet {
  readonly source: string;
  readonly ip: string;
  readonly port: number;
  readonly protocol: string;
}

const MOST_JUMPS = 16;
/** Protocols that rules name otherwise. */
const NUMBERS: Readonly<Record<string, string>> = {
  1: 'icmp',
  4: 'ipencap',
  6: 'tcp',
  17: 'udp',
  132: 'sctp',
  ipip: 'ipencap',
  ipv4: 'ipencap',
};

/** What rules written by hand in the filter table make of the first packet of a connection; undefined: it goes on. */
export function filterVerdict(netfilter: Netfilter, chain: string, packet: Packet): 'DROP' | 'REJECT' | undefined {
  if (netfilter.rules.length === 0 && netfilter.policies[`filter/${chain}`] !== 'DROP') return undefined;
  const verdict = walk(netfilter, chain, packet, 0);
  if (verdict === 'ACCEPT') return undefined;
  return verdict ?? (netfilter.policies[`filter/${chain}`] === 'DROP' ? 'DROP' : undefined);
}

function walk(netfilter: Netfilter, chain: string, packet: Packet, depth: number): 'ACCEPT' | 'DROP' | 'REJECT' | undefined {
  if (depth > MOST_JUMPS) return undefined;
  for (const rule of netfilter.rules) {
    if (rule.table !== 'filter' || rule.chain !== chain || !matches(rule, packet)) continue;
    const target = / -j (\S+)/.exec(` ${rule.text}`)?.[1];
    if (target === 'ACCEPT' || target === 'DROP' || target === 'REJECT') return target;
    if (target === 'RETURN') return undefined;
    const verdict = target && target !== 'LOG' ? walk(netfilter, target, packet, depth + 1) : undefined;
    if (verdict) return verdict;
  }
  return undefined;
}

/** Whether a rule takes a packet; matches that are not simulated take none, so that nothing is dropped by mistake. */
function matches({ text }: HandRule, packet: Packet): boolean {
  const words = text.match(/"[^"]*"|\S+/g) ?? [];
  for (let i = 0, not = false; i < words.length; i++) {
    const word = words[i]!;
    if (word === '!') {
      not = true;
      continue;
    }
    const value = words[i + 1] ?? '';
    let fits: boolean;
    switch (word) {
      case '-s':
        fits = inRange(packet.source, value);
        break;
      case '-d':
        fits = inRange(packet.ip, value);
        break;
      case '-p':
        fits = value === 'all' || (NUMBERS[value] ?? value) === packet.protocol.toLowerCase();
        break;
      case '--dport':
        fits = inPorts(packet.port, value);
        break;
      case '--dports':
        fits = value.split(',').some((ports) => inPorts(packet.port, ports));
        break;
      case '--ctstate':
        fits = value.split(',').includes('NEW');
        break;
      case '-j':
        return true;
      case '-m':
      case '--comment':
        i++;
        continue;
      default:
        return false;
    }
    if (fits === not) return false;
    not = false;
    i++;
  }
  return true;
}

function inPorts(port: number, text: string): boolean {
  const [from, to] = text.split(':').map(Number);
  return port >= from! && port <= (to ?? from!);
}

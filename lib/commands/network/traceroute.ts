import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';

interface Way {
  readonly answers: boolean;
  readonly error?: string;
  /** Empty: does not answer. */
  readonly hops: readonly string[];
}

const MOST_HOPS = 30;

function addressOf(sys: Sys, name: string): string | undefined {
  if (/^\d+(\.\d+){3}$/.test(name)) return name;
  try {
    return sys.dial(name, 9).ip;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return sys.resolve(name, 'A').answers.find(({ type }) => type === 'A')?.data;
  }
}

const wayOf = (sys: Sys, ip: string, protocol: string) => sys.host({ call: 'way', ip, protocol }) as Way;
const milliseconds = (sys: Sys, hop: number) => (0.02 + hop * 0.12 + sys.random() * 0.1).toFixed(3);

export const traceroute: Command = {
  name: 'traceroute',
  options: 'n I,icmp T,tcp U,udp m: q: w: p: 4',
  usage: 'Usage:\n  traceroute [ -46nIT ] [ -m max_ttl ] [ -q nqueries ] [ -w wait ] host [ packetlen ]\n',
  usageStatus: 2,
  *run(io, options, sys) {
    const name = options.operands[0];
    if (name === undefined) {
      yield* io.stderr(this.usage);
      return 2;
    }
    const ip = addressOf(sys, name);
    if (!ip) {
      yield* io.stderr(`${name}: Name or service not known\nCannot handle "host" cmdline arg \`${name}' on position 1 (argc 1)\n`);
      return 2;
    }
    const most = Math.min(MOST_HOPS, Number(options.value('m') ?? MOST_HOPS));
    const probes = Math.min(10, Math.max(1, Number(options.value('q') ?? 3)));
    const { answers, error, hops } = wayOf(sys, ip, options.has('I') ? 'ICMP' : 'UDP');
    yield* io.print(`traceroute to ${name} (${ip}), ${most} hops max, 60 byte packets\n`);
    if (error === 'ENETUNREACH') {
      yield* io.stderr('connect: Network is unreachable\n');
      return 1;
    }
    const shown = answers ? hops : [...hops, ...Array<string>(Math.max(0, most - hops.length)).fill('')];
    for (const [i, hop] of shown.slice(0, most).entries()) {
      const times = Array.from({ length: probes }, () => `${milliseconds(sys, i)} ms`).join('  ');
      const who = options.has('n') ? hop : `${hop} (${hop})`;
      yield* io.print(
        hop === '' ? `${String(i + 1).padStart(2)} ${' *'.repeat(probes)}\n` : `${String(i + 1).padStart(2)}  ${who}  ${times}\n`,
      );
    }
    return 0;
  },
};

export const tracepath: Command = {
  name: 'tracepath',
  options: 'n b m: p: 4 l:',
  usage: 'Usage\n  tracepath [options] <destination>\n',
  usageStatus: 255,
  *run(io, options, sys) {
    const name = options.operands[0]?.split('/')[0];
    if (name === undefined) {
      yield* io.stderr(this.usage);
      return 255;
    }
    const ip = addressOf(sys, name);
    if (!ip) {
      yield* io.stderr(`tracepath: ${name}: Name or service not known\n`);
      return 1;
    }
    const most = Math.min(MOST_HOPS, Number(options.value('m') ?? MOST_HOPS));
    const { answers, hops } = wayOf(sys, ip, 'UDP');
    yield* io.print(` 1?: [LOCALHOST]                      pmtu 1500\n`);
    const shown = answers ? hops : [...hops, ...Array<string>(Math.max(0, most - hops.length)).fill('')];
    for (const [i, hop] of shown.slice(0, most).entries()) {
      const number = String(i + 1).padStart(2);
      const last = answers && i === shown.length - 1;
      if (hop === '') yield* io.print(`${number}:  no reply\n`);
      else yield* io.print(`${number}:  ${hop.padEnd(50)} ${milliseconds(sys, i)}ms ${last ? 'reached' : ''}\n`);
    }
    yield* io.print(
      answers
        ? `     Resume: pmtu 1500 hops ${hops.length} back ${hops.length} \n`
        : `     Too many hops: pmtu 1500\n     Resume: pmtu 1500 \n`,
    );
    return 0;
  },
};

import type { DnsRecord } from '@/lib/hosts/process/sys';
import type { Command } from '../../command/command';
import { ADDRESS, candidates, isSilent, resolverFile, reverseName, search, serverAddress, silence, silenceMs } from './resolver';

const CODES: Readonly<Record<string, number>> = { SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 };

export const host: Command = {
  name: 'host',
  options: 't: v a W: R: T 4 6 N:',
  usage: 'Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time] hostname [server]\n',
  *run(io, options, sys) {
    const [name, given] = options.operands;
    if (name === undefined) {
      yield* io.stderr(this.usage);
      return 1;
    }
    const file = resolverFile(sys);
    const server = serverAddress(sys, given, file);
    const isAddress = ADDRESS.test(name);
    const type = isAddress ? 'PTR' : options.value('t')?.toUpperCase();
    const names = isAddress ? [reverseName(name)] : candidates(file, name);
    const protocol = options.has('T') ? 'tcp' : 'udp';
    const { name: asked, answer } = search(sys, names, type ?? 'A', server, { protocol });
    if (isSilent(answer)) {
      yield* io.sleep(silenceMs(answer, 2));
      yield* io.print(`${silence(answer, server, 53, 2)};; no servers could be reached\n`);
      return 1;
    }
    if (given !== undefined) yield* io.print(`Using domain server:\nName: ${given}\nAddress: ${server}#53\nAliases: \n\n`);
    if (answer.status !== 'NOERROR') {
      const shown = isAddress ? `${names[0]}.` : answer.status === 'NXDOMAIN' ? name : asked;
      yield* io.print(`Host ${shown} not found: ${CODES[answer.status]}(${answer.status})\n`);
      return 1;
    }
    if (answer.answers.length === 0) {
      yield* io.print(`${asked} has no ${type ?? 'A'} record\n`);
      return 1;
    }
    yield* io.print(answer.answers.map(line).join(''));
    return 0;
  },
};

function line({ name, type, data }: DnsRecord): string {
  const owner = name.replace(/\.$/, '');
  switch (type) {
    case 'A':
      return `${owner} has address ${data}\n`;
    case 'AAAA':
      return `${owner} has IPv6 address ${data}\n`;
    case 'CNAME':
      return `${owner} is an alias for ${data}\n`;
    case 'PTR':
      return `${owner} domain name pointer ${data}\n`;
    case 'NS':
      return `${owner} name server ${data}\n`;
    case 'TXT':
      return `${owner} descriptive text ${data}\n`;
    default:
      return `${owner} has ${type} record ${data}\n`;
  }
}

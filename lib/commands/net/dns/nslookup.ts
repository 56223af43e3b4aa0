import type { DnsAnswer, DnsRecord, Sys } from '@/lib/hosts/process/sys';
import { Fatal, type Command } from '../../command/command';
import type { Io, Task } from '../../command/stdio';
import { ADDRESS, candidates, isSilent, resolverFile, reverseName, search, serverAddress, silence, silenceMs } from './resolver';

export const nslookup: Command = {
  name: 'nslookup',
  usage: 'Usage: nslookup [-opt ...] host [server]\n',
  *run(io, options, sys) {
    const settings = options.operands.filter((word) => word.startsWith('-'));
    const [name, given] = options.operands.filter((word) => !word.startsWith('-'));
    const setting = (pattern: RegExp) => settings.map((word) => pattern.exec(word)?.[1]).find(Boolean);
    const type = setting(/^-(?:query)?(?:type|q|ty)=(\w+)$/i)?.toUpperCase();
    if (name === undefined) throw new Fatal('interactive mode is not simulated here');
    const port = Number(setting(/^-port=(\d+)$/) ?? 53);
    const protocol = settings.includes('-vc') ? 'tcp' : 'udp';
    const file = resolverFile(sys);
    const server = serverAddress(sys, given, file);
    if (server === '') {
      yield* io.stderr(`nslookup: couldn't get address for '${given}': not found\n`);
      return 1;
    }
    if (isBusybox(sys)) return yield* busybox(io, sys, name, type, server, file);
    const isAddress = ADDRESS.test(name);
    const names = isAddress ? [reverseName(name)] : candidates(file, name);
    const found = search(sys, names, isAddress ? 'PTR' : (type ?? 'A'), server, { port, protocol });
    const { answer } = found;
    if (isSilent(answer)) {
      yield* io.sleep(silenceMs(answer));
      yield* io.print(`${silence(answer, server, port)};; no servers could be reached\n\n`);
      return 1;
    }
    const servfail = answer.status === 'SERVFAIL' ? `;; Got SERVFAIL reply from ${server}\n` : '';
    const head = isAddress ? '' : `Server:\t\t${given ?? server}\nAddress:\t${server}#${port}\n\n`;
    if (answer.status !== 'NOERROR') {
      yield* io.print(
        `${servfail}${head}** server can't find ${isAddress ? names[0] : answer.status === 'NXDOMAIN' ? found.name : name}: ${answer.status}\n\n`,
      );
      return 1;
    }
    if (isAddress) {
      yield* io.print(`${answer.answers.map(({ data }) => `${names[0]}\tname = ${data}\n`).join('')}\n`);
      return 0;
    }
    const six =
      type === undefined ? sys.resolve(found.name, 'AAAA', server, { port, protocol }).answers.filter((one) => one.type === 'AAAA') : [];
    const records = [...answer.answers, ...six];
    yield* io.print(head);
    if (records.length === 0) {
      yield* io.print(`*** Can't find ${name}: No answer\n\n`);
      return 1;
    }
    yield* io.print(`${answer.authoritative === false ? 'Non-authoritative answer:\n' : ''}${records.map(line).join('')}\n`);
    return 0;
  },
};

function line({ name, type, data }: DnsRecord): string {
  const owner = name.replace(/\.$/, '');
  switch (type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${owner}\nAddress: ${data}\n`;
    case 'CNAME':
      return `${owner}\tcanonical name = ${data}\n`;
    case 'SRV':
      return `${owner}\tservice = ${data}\n`;
    case 'PTR':
      return `${owner}\tname = ${data}\n`;
    case 'NS':
      return `${owner}\tnameserver = ${data}\n`;
    case 'MX':
      return `${owner}\tmail exchanger = ${data}\n`;
    case 'TXT':
      return `${owner}\ttext = ${data}\n`;
    case 'SOA': {
      const [origin, mail, serial, refresh, retry, expire, minimum] = data.split(' ');
      return `${owner}\n\torigin = ${origin?.replace(/\.$/, '')}\n\tmail addr = ${mail?.replace(/\.$/, '')}\n\tserial = ${serial}\n\trefresh = ${refresh}\n\tretry = ${retry}\n\texpire = ${expire}\n\tminimum = ${minimum}\n`;
    }
    default:
      return `${owner}\trdata_${type} = ${data}\n`;
  }
}

const isBusybox = (sys: Sys): boolean => !sys.exists('/usr/bin/dig');

/**
 * BusyBox 1.30 and later: asks for a name without a dot in each search domain, for any other as it stands, for A and AAAA; tells
 * of each answer, and fails when one of them is an error.
 */
function* busybox(
  io: Io,
  sys: Sys,
  name: string,
  type: string | undefined,
  server: string,
  file: Parameters<typeof candidates>[0],
): Task<number> {
  const isAddress = ADDRESS.test(name);
  const searched = file.searches.length > 0 && !name.includes('.');
  const names = isAddress
    ? [reverseName(name)]
    : searched
      ? candidates(file, name).filter((one) => one !== name)
      : [name.replace(/\.$/, '')];
  const types = isAddress ? ['PTR'] : type ? [type] : ['A', 'AAAA'];
  const asked = names.flatMap((one) => types.map((kind) => ({ name: one, answer: sys.resolve(one, kind, server) })));
  if (asked.every(({ answer }) => isSilent(answer))) {
    yield* io.sleep(10_000);
    yield* io.print(';; connection timed out; no servers could be reached\n\n');
    return 1;
  }
  yield* io.print(`Server:\t\t${server}\nAddress:\t${server}:53\n\n`);
  let failed = false;
  const told = new Set<string>();
  for (const { name: one, answer } of asked) {
    const text = busyboxAnswer(one, answer);
    if (answer.status !== 'NOERROR') failed = true;
    if (!text || told.has(text)) continue;
    told.add(text);
    yield* io.print(`${text}\n`);
  }
  return failed ? 1 : 0;
}

function busyboxAnswer(name: string, { status, answers, authoritative }: DnsAnswer): string | undefined {
  if (status !== 'NOERROR') return `** server can't find ${name}: ${status}\n`;
  if (answers.length === 0) return undefined;
  const shown = answers.map((record) => (record.type === 'PTR' ? `${name}\tname = ${record.data.replace(/\.$/, '')}\n` : line(record)));
  return `${authoritative === false ? 'Non-authoritative answer:\n' : ''}${shown.join('')}`;
}

import { Fatal, type Command } from '../../command/command';
import { recordText } from './record-text';
import { busyboxNslookup, isBusybox } from './busybox-nslookup';
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
    if (isBusybox(sys)) return yield* busyboxNslookup(io, sys, name, type, server, file);
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
    yield* io.print(`${answer.authoritative === false ? 'Non-authoritative answer:\n' : ''}${records.map(recordText).join('')}\n`);
    return 0;
  },
};

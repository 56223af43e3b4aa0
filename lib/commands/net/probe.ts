import { Errno } from '@/lib/hosts/process/sys';
import { Fatal, type Command } from '../command/command';

const ADDRESS = /^\d+\.\d+\.\d+\.\d+$|:/;

const nc: Command = {
  name: 'nc',
  aliases: ['ncat', 'netcat'],
  options: 'z v w: u l n k p: q: 4 6 N e:',
  usage: 'usage: nc [-46zvnuw:] [destination] [port]\n',
  *run(io, options, sys) {
    if (options.has('l')) throw new Fatal('listening is not simulated here');
    const [host, ports] = options.operands;
    if (host === undefined || ports === undefined) {
      yield* io.stderr(this.usage);
      return 1;
    }
    const protocol = options.has('u') ? 'udp' : 'tcp';
    const [from, to] = ports.split('-').map(Number);
    let code = 1;
    for (let port = from!; port <= (to ?? from!); port++) {
      try {
        const { ip } = sys.dial(host, port, protocol);
        code = 0;
        if (options.has('v'))
          yield* io.stderr(`Connection to ${host}${ip === host ? '' : ` (${ip})`} ${port} port [${protocol}/*] succeeded!\n`);
        if (!options.has('z')) throw new Fatal('sending data is not simulated here (use -z to probe)');
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        if (error.code === 'ENAMENOTFOUND') throw new Fatal(`getaddrinfo for host "${host}" port ${port}: Name or service not known`);
        if (error.code === 'ETIMEDOUT') yield* io.sleep(Number(options.value('w') ?? 134) * 1000);
        if (options.has('v'))
          yield* io.error(
            `connect to ${host} port ${port} (${protocol}) ${error.code === 'ETIMEDOUT' && options.has('w') ? 'timed out: Operation now in progress' : `failed: ${error.message}`}`,
          );
      }
    }
    return code;
  },
};

const reverse = (ip: string) => `${ip.split('.').reverse().join('.')}.in-addr.arpa`;

/** Names a short name may stand for, by /etc/resolv.conf. */
function candidates(text: string, name: string): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const search = /^search\s+(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
  const ndots = Number(/ndots:(\d+)/.exec(text)?.[1] ?? 1);
  const all = search.map((domain) => `${name}.${domain}`);
  return (name.match(/\./g)?.length ?? 0) >= ndots ? [name, ...all] : [...all, name];
}

const nslookup: Command = {
  name: 'nslookup',
  usage: 'Usage: nslookup [-opt ...] host [server]\n',
  *run(io, options, sys) {
    const words = options.operands.filter((w) => !w.startsWith('-'));
    const type = options.operands
      .map((w) => /^-(?:query)?type=(\w+)/i.exec(w)?.[1] ?? /^-q=(\w+)/.exec(w)?.[1])
      .find(Boolean)
      ?.toUpperCase();
    const [name, server] = words;
    if (name === undefined) throw new Fatal('interactive mode is not simulated here');
    const conf = sys.exists('/etc/resolv.conf') ? sys.readFile('/etc/resolv.conf') : '';
    const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(name);
    const names = isAddress ? [reverse(name)] : candidates(conf, name);
    let last;
    for (const candidate of names) {
      last = sys.resolve(candidate, isAddress ? 'PTR' : (type ?? 'A'), server);
      if (last.status === 'TIMEOUT') {
        yield* io.sleep(15_000);
        yield* io.print(`;; communications error to ${last.server}#53: timed out\n;; no servers could be reached\n\n`);
        return 1;
      }
      if (last.status === 'NOERROR' && last.answers.length) break;
    }
    const head = `Server:\t\t${last!.server}\nAddress:\t${last!.server}#53\n\n`;
    if (last!.status !== 'NOERROR' || last!.answers.length === 0) {
      yield* io.print(
        isAddress
          ? `** server can't find ${names[0]}: ${last!.status}\n\n`
          : `${head}** server can't find ${name}: ${last!.status === 'NOERROR' ? 'NXDOMAIN' : last!.status}\n\n`,
      );
      return 1;
    }
    if (isAddress) {
      for (const a of last!.answers) yield* io.print(`${names[0]}\tname = ${a.data.replace(/\.?$/, '.')}\n`);
      yield* io.print('\n');
      return 0;
    }
    yield* io.print(head);
    for (const a of last!.answers) {
      const owner = a.name.replace(/\.$/, '');
      yield* io.print(
        a.type === 'A' || a.type === 'AAAA'
          ? `Name:\t${owner}\nAddress: ${a.data}\n`
          : a.type === 'CNAME'
            ? `${owner}\tcanonical name = ${a.data}\n`
            : `${owner}\t${a.type === 'SRV' ? 'service' : a.type === 'MX' ? 'mail exchanger' : 'text'} = ${a.data}\n`,
      );
    }
    yield* io.print('\n');
    return 0;
  },
};

const dig: Command = {
  name: 'dig',
  usage: 'Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}\n',
  *run(io, options, sys) {
    const words = options.operands;
    const server = words.find((w) => w.startsWith('@'))?.slice(1);
    const short = words.includes('+short');
    const search = words.includes('+search');
    const x = words.indexOf('-x');
    const plain = words.filter((w, i) => !/^[@+-]/.test(w) && words[i - 1] !== '-p' && words[i - 1] !== '-x');
    const type = x >= 0 ? 'PTR' : (plain.find((w) => /^(A|AAAA|SRV|TXT|MX|NS|CNAME|PTR|SOA|ANY)$/i.test(w)) ?? 'A').toUpperCase();
    const asked =
      x >= 0 ? reverse(words[x + 1] ?? '') : (plain.find((w) => !/^(A|AAAA|SRV|TXT|MX|NS|CNAME|PTR|SOA|ANY|IN)$/i.test(w)) ?? '.');
    const conf = search && sys.exists('/etc/resolv.conf') ? sys.readFile('/etc/resolv.conf') : '';
    let answer = sys.resolve(asked, type, server);
    for (const name of search ? candidates(conf, asked) : []) {
      answer = sys.resolve(name, type, server);
      if (answer.answers.length) break;
    }
    if (answer.status === 'TIMEOUT') {
      yield* io.sleep(15_000);
      yield* io.print(`;; communications error to ${answer.server}#53: timed out\n${short ? '' : '\n'};; no servers could be reached\n`);
      return 9;
    }
    if (short) {
      for (const a of answer.answers) yield* io.print(`${a.data}\n`);
      return 0;
    }
    const owner = (name: string) => `${name.replace(/\.$/, '')}.`;
    yield* io.print(
      `\n; <<>> DiG 9.18.30-0ubuntu0.24.04.2-Ubuntu <<>> ${words.join(' ')}\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${answer.status}, id: ${Math.floor(sys.random() * 65536)}\n;; flags: qr aa rd; QUERY: 1, ANSWER: ${answer.answers.length}, AUTHORITY: 0, ADDITIONAL: 1\n\n;; QUESTION SECTION:\n;${owner(asked)}\t\tIN\t${type}\n\n`,
    );
    if (answer.answers.length)
      yield* io.print(
        `;; ANSWER SECTION:\n${answer.answers.map((a) => `${owner(a.name)}\t${a.ttl}\tIN\t${a.type}\t${a.data}\n`).join('')}\n`,
      );
    yield* io.print(`;; Query time: 0 msec\n;; SERVER: ${answer.server}#53(${answer.server}) (UDP)\n\n`);
    return 0;
  },
};

const host: Command = {
  name: 'host',
  options: 't: v a',
  usage: 'Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time] hostname [server]\n',
  *run(io, options, sys) {
    const [name, server] = options.operands;
    if (name === undefined) {
      yield* io.stderr(this.usage);
      return 1;
    }
    const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(name);
    const conf = sys.exists('/etc/resolv.conf') ? sys.readFile('/etc/resolv.conf') : '';
    let answer;
    for (const candidate of isAddress ? [reverse(name)] : candidates(conf, name)) {
      answer = sys.resolve(candidate, isAddress ? 'PTR' : (options.value('t') ?? 'A').toUpperCase(), server);
      if (answer.answers.length) break;
    }
    if (answer!.status === 'TIMEOUT') {
      yield* io.print(';; connection timed out; no servers could be reached\n');
      return 1;
    }
    if (answer!.answers.length === 0) {
      yield* io.print(`Host ${isAddress ? reverse(name) : name} not found: 3(NXDOMAIN)\n`);
      return 1;
    }
    for (const a of answer!.answers)
      yield* io.print(
        isAddress
          ? `${reverse(name)} domain name pointer ${a.data.replace(/\.?$/, '.')}\n`
          : `${a.name.replace(/\.$/, '')} ${a.type === 'A' ? 'has address' : a.type === 'CNAME' ? 'is an alias for' : `has ${a.type} record`} ${a.data}\n`,
      );
    return 0;
  },
};

const getent: Command = {
  name: 'getent',
  usage: 'Usage: getent [OPTION...] database [key ...]\n',
  *run(io, options, sys) {
    const [database, ...keys] = options.operands;
    if (database === 'hosts' || database === 'ahosts' || database === 'ahostsv4') {
      let code = 0;
      const lines = sys.exists('/etc/hosts')
        ? sys
            .readFile('/etc/hosts')
            .split('\n')
            .filter((l) => l.trim() && !l.startsWith('#'))
        : [];
      if (keys.length === 0)
        for (const line of lines)
          yield* io.print(`${line.trim().split(/\s+/)[0]!.padEnd(15)} ${line.trim().split(/\s+/).slice(1).join(' ')}\n`);
      for (const key of keys) {
        const local = lines.map((l) => l.trim().split(/\s+/)).find((f) => f.includes(key));
        const conf = sys.exists('/etc/resolv.conf') ? sys.readFile('/etc/resolv.conf') : '';
        let found = local ? { ip: local[0]!, name: local.slice(1).join(' ') } : undefined;
        for (const candidate of found ? [] : candidates(conf, key)) {
          const answer = sys.resolve(candidate, 'A');
          const a = answer.answers.find((x) => x.type === 'A');
          if (a) {
            found = { ip: a.data, name: a.name.replace(/\.$/, '') };
            break;
          }
        }
        if (!found) code = 2;
        else if (database === 'hosts') yield* io.print(`${found.ip.padEnd(15)} ${found.name}\n`);
        else
          for (const kind of ['STREAM', 'DGRAM', 'RAW'])
            yield* io.print(`${found.ip.padEnd(15)} ${kind.padEnd(6)} ${kind === 'STREAM' ? found.name : ''}\n`);
      }
      return code;
    }
    const file = { passwd: '/etc/passwd', group: '/etc/group', shadow: '/etc/shadow', services: '/etc/services' }[database ?? ''];
    if (!file) {
      yield* io.stderr(
        database === undefined
          ? 'getent: wrong number of arguments\n'
          : `Unknown database: ${database}\nTry \`getent --help' or \`getent --usage' for more information.\n`,
      );
      return 1;
    }
    const lines = sys.exists(file) ? sys.readFile(file).split('\n').filter(Boolean) : [];
    let code = 0;
    if (keys.length === 0) for (const line of lines) yield* io.print(`${line}\n`);
    for (const key of keys) {
      const line = lines.find((l) => l.split(':')[0] === key || l.split(':')[2] === key);
      if (line) yield* io.print(`${line}\n`);
      else code = 2;
    }
    return code;
  },
};

const ping: Command = {
  name: 'ping',
  options: 'c: i: W: w: q n 4 6 s: t: I:',
  usage: 'Usage\n  ping [options] <destination>\n',
  usageStatus: 2,
  *run(io, options, sys) {
    const name = options.operands[0];
    if (name === undefined) throw new Fatal('usage error: Destination address required', 1);
    let ip = name;
    if (!ADDRESS.test(name)) {
      const line = sys.exists('/etc/hosts')
        ? sys
            .readFile('/etc/hosts')
            .split('\n')
            .map((l) => l.trim().split(/\s+/))
            .find((f) => !f[0]!.startsWith('#') && f.slice(1).includes(name))
        : undefined;
      const conf = sys.exists('/etc/resolv.conf') ? sys.readFile('/etc/resolv.conf') : '';
      const found =
        line?.[0] ??
        candidates(conf, name)
          .map((n) => sys.resolve(n, 'A').answers.find((a) => a.type === 'A')?.data)
          .find(Boolean);
      if (!found) throw new Fatal(`${name}: Name or service not known`, 2);
      ip = found;
    }
    let reachable = true;
    try {
      sys.dial(ip, 9);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      // A refusal is an answer: somebody is there.
      reachable = error.code === 'ECONNREFUSED';
    }
    const count = Number(options.value('c') ?? Infinity);
    const interval = Number(options.value('i') ?? 1) * 1000;
    yield* io.print(`PING ${name} (${ip}) 56(84) bytes of data.\n`);
    const started = sys.now();
    let sent = 0;
    sys.handleSignal('INT', 'handle');
    while (sent < count && !sys.takeSignals().includes('INT')) {
      sent++;
      if (reachable && !options.has('q'))
        yield* io.print(`64 bytes from ${ip}: icmp_seq=${sent} ttl=64 time=0.0${40 + Math.floor(sys.random() * 50)} ms\n`);
      yield* io.flush();
      const until = sys.now() + (sent < count ? interval : reachable ? 0 : Number(options.value('W') ?? 10) * 1000);
      if (until > sys.now()) yield { channels: [sys.signalChannel()], until };
    }
    const got = reachable ? sent : 0;
    yield* io.print(
      `\n--- ${name} ping statistics ---\n${sent} packets transmitted, ${got} received, ${sent === got ? 0 : 100}% packet loss, time ${sys.now() - started}ms\n${reachable ? 'rtt min/avg/max/mdev = 0.040/0.055/0.089/0.015 ms\n' : '\n'}`,
    );
    return reachable ? 0 : 1;
  },
};

export const probeCommands: readonly Command[] = [nc, nslookup, dig, host, getent, ping];

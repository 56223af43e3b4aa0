import { establish } from '@/lib/hosts/net/establish';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { Fatal, type Command } from '../command/command';
import { dig } from './dns/dig';
import { host } from './dns/host';
import { nslookup } from './dns/nslookup';
import { candidates, resolverFile } from './dns/resolver';

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
        const ip = yield* establish(sys, host, port, Number(options.value('w') ?? 134) * 1000, protocol);
        code = 0;
        if (options.has('v'))
          yield* io.stderr(`Connection to ${host}${ip === host ? '' : ` (${ip})`} ${port} port [${protocol}/*] succeeded!\n`);
        if (!options.has('z')) throw new Fatal('sending data is not simulated here (use -z to probe)');
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        if (error.code === 'ENAMENOTFOUND') throw new Fatal(`getaddrinfo for host "${host}" port ${port}: Name or service not known`);
        if (options.has('v'))
          yield* io.error(
            `connect to ${host} port ${port} (${protocol}) ${error.code === 'ETIMEDOUT' && options.has('w') ? 'timed out: Operation now in progress' : `failed: ${error.message}`}`,
          );
      }
    }
    return code;
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
        const conf = resolverFile(sys);
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

/** What becomes of an echo request. Without a world around the machine, whether anybody answers at all. */
function wayOf(sys: Sys, ip: string): { readonly answers: boolean; readonly error?: string } {
  try {
    return sys.host({ call: 'way', ip }) as { answers: boolean; error?: string };
  } catch {
    try {
      sys.dial(ip, 9);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      // A refusal is an answer: somebody is there.
      return { answers: error.code === 'ECONNREFUSED' };
    }
    return { answers: true };
  }
}

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
      const conf = resolverFile(sys);
      const found =
        line?.[0] ??
        candidates(conf, name)
          .map((n) => sys.resolve(n, 'A').answers.find((a) => a.type === 'A')?.data)
          .find(Boolean);
      if (!found) throw new Fatal(`${name}: Name or service not known`, 2);
      ip = found;
    }
    const { answers: reachable, error: why } = wayOf(sys, ip);
    if (why === 'ENETUNREACH') throw new Fatal('connect: Network is unreachable', 2);
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

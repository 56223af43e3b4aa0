import { Errno } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { hashHost, hostToken } from './known-hosts';
import { drawBytes } from './make-key';
import type { PublicKey } from './public-key';
import { readIfThere } from './identities';

const USAGE =
  'usage: ssh-keyscan [-46cDHqv] [-f file] [-O option] [-p port] [-T timeout]\n                   [-t type] [host | addrlist namelist]\n';

/** The keys that servers show, as known_hosts has them. */
export const sshKeyscan: Command = {
  name: 'ssh-keyscan',
  options: '4 6 c D H q v f: O: p: T: t:',
  usage: USAGE,
  refusal: USAGE,
  *run(io, options, sys) {
    const listed = options.has('f') ? (readIfThere(sys, options.value('f')!) ?? '').split('\n').filter(Boolean) : [];
    const hosts = [...options.operands, ...listed.map((line) => line.split(/\s/)[0]!)];
    if (hosts.length === 0) {
      yield* io.stderr(USAGE);
      return 1;
    }
    const port = Number(options.value('p') ?? 22);
    const types = options.value('t')?.split(',');
    const wanted = ({ algorithm }: PublicKey) => !types || types.some((type) => algorithm.includes(type));
    const rank = ({ algorithm }: PublicKey) => ['ssh-rsa', 'ecdsa', 'ssh-ed25519'].findIndex((start) => algorithm.startsWith(start));
    let found = 0;
    for (const host of hosts) {
      try {
        const { keys } = sys.host({ call: 'ssh-hello', host, port }) as { keys: PublicKey[] };
        for (const key of keys.filter(wanted).sort((a, b) => rank(a) - rank(b))) {
          const token = hostToken(host, port);
          if (!options.has('q')) yield* io.stderr(`# ${host}:${port} SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.13\n`);
          yield* io.print(`${options.has('H') ? hashHost(token, drawBytes(io, 20)) : token} ${key.algorithm} ${key.blob}\n`);
          yield* io.flush();
          found++;
        }
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        if (error.code === 'ENAMENOTFOUND') yield* io.stderr(`getaddrinfo ${host}: Name or service not known\r\n`);
      }
    }
    return found > 0 ? 0 : 1;
  },
};

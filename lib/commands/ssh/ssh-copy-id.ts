import type { Options } from '../command/getopt';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { Accounts } from '../files/accounts';
import { agentKeys } from './agent-keys';
import { ConfigFault, expandGlob } from './client-config';
import { dialOut, type Dialing } from './dial-out';
import { readIfThere } from './identities';
import { parsePublicKey, publicLine } from './public-key';
import { remoteFiles, statOr } from './remote-files';

const NAME = '/usr/bin/ssh-copy-id';
const USAGE = `Usage: ${NAME} [-h|-?|-f|-n|-s|-x] [-i [identity_file]] [-t target_path] [-F ssh_config] [[-o ssh_option] ...] [-p port] [user@]hostname\n\t-f: force mode -- copy keys without trying to check if they are already installed\n\t-n: dry run    -- no keys are actually copied\n\t-s: use sftp   -- use sftp instead of executing remote-commands. Can be useful if the remote only allows sftp\n\t-x: debug      -- enables -x in this shell, for debugging\n\t-h|-?: print this help\n`;

/** Puts public keys into authorized_keys on another host, where they do not open the door yet. */
export const sshCopyId: Command = {
  name: 'ssh-copy-id',
  options: 'f n s x h i: t: F: o: p:',
  usage: USAGE,
  refusal: USAGE,
  *run(io, options, sys) {
    const [target] = options.operands;
    if (options.has('h') || target === undefined) {
      yield* io.stderr(USAGE);
      return 1;
    }
    const keys = yield* chosen(io, sys, options);
    if (!keys) return 1;
    const dialing: Dialing = {
      options: options.values('o'),
      ...(options.has('p') && { port: options.value('p')! }),
      ...(options.has('F') && { file: options.value('F')! }),
    };
    let wanted = keys.lines;
    try {
      if (!options.has('f')) {
        yield* io.stderr(`${NAME}: INFO: attempting to log in with the new key(s), to filter out any that are already installed\n`);
        const left: string[] = [];
        for (const line of wanted) {
          const path = keys.privates.get(line);
          const quiet = {
            ...dialing,
            options: [...(dialing.options ?? []), 'BatchMode=yes', 'IdentitiesOnly=yes', 'IdentityAgent=none'],
            quiet: true,
          };
          const done = path === undefined || !sys.exists(path) ? undefined : yield* dialOut(io, target, { ...quiet, identities: [path] });
          if (!done) left.push(line);
        }
        wanted = left;
      }
      if (wanted.length === 0) {
        return yield* skipped(io);
      }
      yield* io.stderr(
        `${NAME}: INFO: ${wanted.length} key(s) remain to be installed -- if you are prompted now it is to install the new keys\n`,
      );
      if (options.has('n')) {
        yield* io.print(`=-=-=-=-=-=-=-=\nWould have added the following key(s):\n\n${wanted.join('\n')}\n=-=-=-=-=-=-=-=\n`);
        return 0;
      }
      const login = yield* dialOut(io, target, dialing);
      if (!login) return 1;
      const files = remoteFiles(sys, login);
      const path = options.value('t') ?? '.ssh/authorized_keys';
      if (!statOr(files, '.ssh')) files.mkdir('.ssh', 0o700);
      const there = statOr(files, path);
      const before = there ? files.read(path) : '';
      // Keys of an agent are looked for among what is there.
      if (!options.has('f')) wanted = wanted.filter((line) => !before.includes(line.split(' ')[1]!));
      if (wanted.length === 0) return yield* skipped(io);
      files.write(path, `${before && !before.endsWith('\n') ? `${before}\n` : before}${wanted.join('\n')}\n`);
      if (!there) files.chmod(path, 0o600);
    } catch (error) {
      if (error instanceof ConfigFault) yield* io.stderr(`${error.message}\r\n`);
      else if (error instanceof Errno) yield* io.stderr(`${NAME}: ERROR: ${error.message}\n`);
      else throw error;
      return 1;
    }
    const flags = [...options.values('o').map((one) => `-o '${one}' `), options.has('p') ? `-p ${options.value('p')} ` : ''].join('');
    yield* io.print(
      `\nNumber of key(s) added: ${wanted.length}\n\nNow try logging into the machine, with: "ssh ${keys.explicit ? `-i ${keys.explicit} ` : ''}${flags}'${target}'"\nand check to make sure that only the key(s) you wanted were added.\n\n`,
    );
    return 0;
  },
};

function* skipped(io: Io): Task<number> {
  yield* io.stderr(
    `\n${NAME}: WARNING: All keys were skipped because they already exist on the remote system.\n\t\t(if you think this is a mistake, you may want to use -f option)\n\n`,
  );
  return 0;
}

interface Chosen {
  readonly lines: readonly string[];
  /** Private key beside each line. */
  readonly privates: ReadonlyMap<string, string>;
  readonly explicit?: string;
}

/** The keys to install: of -i, of the agent, or the newest in ~/.ssh. Undefined after a message. */
function* chosen(io: Io, sys: Sys, options: Options): Task<Chosen | undefined> {
  const home = new Accounts(sys).user(sys.uid())?.home ?? '/';
  const given = options.value('i');
  if (given === undefined) {
    let held: ReturnType<typeof agentKeys>;
    try {
      held = agentKeys(sys);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
    if (held?.length) return { lines: held.map((key) => publicLine(key)), privates: new Map() };
  }
  const newest = expandGlob(sys, `${home}/.ssh/id*.pub`).sort((a, b) => sys.stat(b).mtime - sys.stat(a).mtime)[0];
  const path = given === undefined ? newest : given.endsWith('.pub') ? given : `${given}.pub`;
  if (path === undefined) {
    yield* io.stderr(`${NAME}: ERROR: No identities found\n`);
    return undefined;
  }
  const text = readIfThere(sys, path);
  const key = parsePublicKey(text ?? '');
  if (!key) {
    yield* io.stderr(`\n${NAME}: ERROR: failed to open ID file '${path}': No such file\n`);
    return undefined;
  }
  yield* io.stderr(`${NAME}: INFO: Source of key(s) to be installed: "${path}"\n`);
  const line = publicLine(key);
  const own = path.replace(/\.pub$/, '');
  return { lines: [line], privates: new Map([[line, own]]), ...(given !== undefined && { explicit: own }) };
}

import { commandsOfArchive } from '@/lib/hosts/packages/catalogue';
import type { Command } from '../command/command';
import { Accounts } from '../files/accounts';

/** What Ubuntu's bash asks about a command that is not there (/etc/bash.bashrc). */
export const commandNotFound: Command = {
  name: 'command-not-found',
  options: 'd,data-dir: ignore-installed no-failure-msg',
  usage: 'Usage: command-not-found [options] <command-name>\n',
  version: 'command-not-found 23.04.0',
  *run(io, options, sys) {
    const [name = ''] = options.operands;
    const accounts = new Accounts(sys);
    const known = commandsOfArchive();
    const mine = [sys.gid(), ...sys.groups()].map((gid) => accounts.groupName(gid));
    const sudo = sys.uid() === 0 ? '' : mine.some((group) => group === 'sudo' || group === 'admin') ? 'sudo ' : undefined;
    for (const directory of ['/usr/sbin', '/sbin', '/usr/bin', '/bin'])
      if (name && !name.includes('/') && sys.exists(`${directory}/${name}`)) {
        yield* io.stderr(
          `Command '${name}' is available in the following places\n * /bin/${name}\n * /usr/bin/${name}\n`.replace(
            / \* .*\n \* .*\n/,
            ` * ${directory}/${name}\n`,
          ),
        );
        yield* io.stderr(`The command could not be located because '${directory}' is not included in the PATH environment variable.\n`);
        if (directory.endsWith('sbin'))
          yield* io.stderr('This is most likely caused by the lack of administrative privileges associated with your user account.\n');
        yield* io.stderr(`${name}: command not found\n`);
        return 127;
      }
    const packages = known.get(name) ?? [];
    const install = (one: string) => (sudo === undefined ? `apt install ${one}` : `${sudo}apt install ${one}`);
    if (packages.length > 0) {
      yield* io.stderr(`Command '${name}' not found, but can be installed with:\n${packages.map((one) => `${install(one)}\n`).join('')}`);
      if (sudo === undefined) yield* io.stderr('Ask your administrator to install one of them.\n');
      return 127;
    }
    yield* io.stderr(options.has('no-failure-msg') ? '' : `${name}: command not found\n`);
    return 127;
  },
};

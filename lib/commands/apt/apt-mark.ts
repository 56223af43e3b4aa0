import type { Command } from '../command/command';
import { Database } from './database';

/** apt-mark: what upgrades leave alone. Models cmdline/apt-mark.cc. */
export const aptMark: Command = {
  name: 'apt-mark',
  options: 'f,file: q,quiet',
  usage:
    'apt 2.8.3 (amd64)\nUsage: apt-mark [options] {auto|manual} pkg1 [pkg2 ...]\n\nMost used commands:\n  auto - Mark the given packages as automatically installed\n  manual - Mark the given packages as manually installed\n  hold - Mark a package as held back\n  unhold - Unset a package set as held back\n  showhold - Print the list of packages on hold\n',
  usageStatus: 100,
  *run(io, options) {
    const [verb, ...names] = options.operands;
    const database = Database.open(io.sys);
    if ('error' in database) {
      yield* io.stderr(`E: ${database.error}\nE: The list of sources could not be read.\n`);
      return 100;
    }
    if (verb === 'showhold' || verb === 'showholds') {
      const held = [...database.installed.keys()].filter((name) => database.isHeld(name)).sort();
      yield* io.print(held.map((name) => `${name}\n`).join(''));
      return 0;
    }
    if (verb === 'showmanual' || verb === 'showinstall') {
      yield* io.print(
        [...database.installed.keys()]
          .sort()
          .map((name) => `${name}\n`)
          .join(''),
      );
      return 0;
    }
    if (verb !== 'hold' && verb !== 'unhold') {
      const later = ['auto', 'manual', 'showauto', 'minimize-manual'].includes(verb ?? '');
      yield* io.stderr(
        later ? `apt-mark ${verb}: not simulated here\n` : verb === undefined ? this.usage : `E: Invalid operation ${verb}\n`,
      );
      return later || verb !== undefined ? 100 : 1;
    }
    if (names.length === 0) {
      yield* io.stderr('E: No packages found\n');
      return 100;
    }
    const unknown = names.filter((name) => !database.installed.has(name));
    for (const name of unknown)
      yield* io.stderr(
        database.offers.has(name)
          ? `E: Can't select installed version from package ${name} as it is not installed\n`
          : `E: Unable to locate package ${name}\n`,
      );
    if (unknown.length > 0) {
      yield* io.stderr('E: No packages found\n');
      return 100;
    }
    const changes = names.filter((name) => database.isHeld(name) !== (verb === 'hold'));
    if (changes.length > 0 && io.sys.uid() !== 0) {
      yield* io.stderr('dpkg: error: requested operation requires superuser privilege\nE: Executing dpkg failed. Are you root?\n');
      return 100;
    }
    for (const name of names) {
      if (!changes.includes(name)) {
        yield* io.print(verb === 'hold' ? `${name} was already set on hold.\n` : `${name} was already not on hold.\n`);
        continue;
      }
      database.setHold(name, verb === 'hold');
      yield* io.print(verb === 'hold' ? `${name} set on hold.\n` : `Canceled hold on ${name}.\n`);
    }
    if (changes.length > 0) database.save();
    return 0;
  },
};

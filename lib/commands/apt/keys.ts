import type { Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { strerror } from '../command/stdio';
import { SOURCES_DIRECTORY } from './database';

function* textOf(io: Io, path: string): Task<string> {
  const input = io.open(path);
  const text = yield* input.rest();
  input.close();
  return text;
}

/** gpg as far as installations use it: `--dearmor` and `--show-keys` of a keyring. */
export const gpg: Command = {
  name: 'gpg',
  options:
    'dearmor dearmour armor a o,output: yes batch no-tty q,quiet show-keys list-keys k keyring: no-default-keyring import import-options: export fingerprint keyserver: recv-keys',
  usage: 'Usage: gpg [options] [files]\nSign, check, encrypt or decrypt\n',
  version: 'gpg (GnuPG) 2.4.4',
  usageStatus: 2,
  *run(io, options) {
    const [file = '-'] = options.operands;
    if (options.has('dearmor') || options.has('dearmour')) {
      let text: string;
      try {
        text = yield* textOf(io, file);
      } catch (error) {
        yield* io.stderr(`gpg: can't open '${file}': ${strerror(error)}\n`);
        return 2;
      }
      const armour = /-----BEGIN PGP [A-Z ]+-----\r?\n(?:[^\n]+\n)*\r?\n([\s\S]*?)\n-----END/.exec(text)?.[1];
      if (armour === undefined) {
        yield* io.stderr('gpg: no valid OpenPGP data found.\n');
        return 2;
      }
      const binary = Buffer.from(armour, 'base64').toString('utf8');
      const target = options.value('o');
      if (target === undefined || target === '-') yield* io.print(binary);
      else {
        if (io.sys.exists(target) && !options.has('yes')) {
          if (options.has('batch')) {
            yield* io.stderr(`gpg: dearmoring failed: File exists\n`);
            return 2;
          }
          yield* io.stderr(`File '${target}' exists. Overwrite? (y/N) `);
          // Standard input is the key itself where it comes by a pipe.
          const answer = file === '-' ? null : yield* io.stdin.line();
          if (answer === null || !/^y/i.test(answer)) {
            yield* io.stderr('gpg: dearmoring failed: File exists\n');
            return 2;
          }
        }
        try {
          io.sys.writeFile(target, binary, { mode: 0o644 });
        } catch (error) {
          yield* io.stderr(`gpg: can't create '${target}': ${strerror(error)}\ngpg: dearmoring failed: ${strerror(error)}\n`);
          return 2;
        }
      }
      return 0;
    }
    if (options.has('show-keys')) {
      const text = yield* textOf(io, file);
      const [, id, owner] = /pub rsa2048\/(\S+) (.*)\n/.exec(text) ?? [];
      if (!id) {
        yield* io.stderr('gpg: no valid OpenPGP data found.\n');
        return 2;
      }
      yield* io.print(`pub   rsa2048 2022-08-25 [SC]\n      ${id.padStart(40, '0')}\nuid                      ${owner}\n\n`);
      return 0;
    }
    yield* io.stderr('gpg: not simulated here (this gpg knows --dearmor and --show-keys)\n');
    return 2;
  },
};

/** apt-key: deprecated, and gone from what apt reads. */
export const aptKey: Command = {
  name: 'apt-key',
  options: 'q,quiet keyring: keyserver: recv-keys',
  usage: 'Usage: apt-key [--keyring file] [command] [arguments]\n',
  *run(io, options) {
    yield* io.stderr('Warning: apt-key is deprecated. Manage keyring files in trusted.gpg.d instead (see apt-key(8)).\n');
    const [verb, file = '-'] = options.operands;
    if (verb === 'list' || verb === 'finger') {
      const directory = '/etc/apt/trusted.gpg.d';
      for (const name of io.sys.readdir(directory))
        yield* io.print(`${directory}/${name}\n${'-'.repeat(directory.length + 1 + name.length)}\n`);
      return 0;
    }
    if (verb !== 'add') {
      yield* io.stderr(`apt-key ${verb ?? ''}: not simulated here\n`);
      return 1;
    }
    const text = yield* textOf(io, file);
    if (!text.includes('BEGIN PGP') && !text.includes('pub rsa2048')) {
      yield* io.stderr('gpg: no valid OpenPGP data found.\n');
      return 2;
    }
    io.sys.writeFile('/etc/apt/trusted.gpg.d/apt-key.asc', text, { mode: 0o644 });
    yield* io.print('OK\n');
    return 0;
  },
};

/** add-apt-repository with a line of sources.list. */
export const addAptRepository: Command = {
  name: 'add-apt-repository',
  options: 'y,yes n,no-update r,remove S,sourceslist: U,uri: P,ppa:',
  usage: 'usage: add-apt-repository [-h] [-y] [-n] [-r] [sourceline]\n',
  *run(io, options) {
    const line = options.value('S') ?? options.operands.join(' ');
    if (!/^deb\s/.test(line)) {
      yield* io.stderr(
        `add-apt-repository: ${line.startsWith('ppa:') ? 'PPAs are' : 'this is'} not simulated here (a line that begins with deb is)\n`,
      );
      return 1;
    }
    const uri = /\s(https?:\/\/\S+)/.exec(line)?.[1] ?? '';
    const path = `${SOURCES_DIRECTORY}/archive_uri-${uri
      .replace(/[^a-z0-9.]+/gi, '_')
      .replace(/^_|_$/g, '')
      .toLowerCase()}-noble.list`;
    if (options.has('r')) {
      if (io.sys.exists(path)) io.sys.unlink(path);
      return 0;
    }
    yield* io.print(`Repository: '${line}'\nAdding repository.\n`);
    io.sys.writeFile(path, `${line}\n`, { mode: 0o644 });
    yield* io.print(`Adding deb entry to ${path}\n`);
    return 0;
  },
};

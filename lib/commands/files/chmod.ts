import type { Sys } from '@/lib/hosts/process/sys';
import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote, quote } from '../command/quote';
import { strerror, type Io, type Task } from '../command/stdio';
import { Accounts } from './accounts';
import { applyMode } from './mode';
import { join, modeText } from './paths';

export const chmod: Command = {
  name: 'chmod',
  options: 'c,changes f,silent,quiet v,verbose R,recursive reference: preserve-root no-preserve-root',
  usage:
    'Usage: chmod [OPTION]... MODE[,MODE]... FILE...\n  or:  chmod [OPTION]... OCTAL-MODE FILE...\n  or:  chmod [OPTION]... --reference=RFILE FILE...\nChange the mode of each FILE to MODE.\n',
  prepare(args) {
    // A mode may look like an option (`-x`): put it behind `--`.
    const at = args.findIndex((a) => /^-[rwxXstugo]+(,[-+=ugoarwxXst]*)*$/.test(a));
    const first = args.findIndex((a) => !a.startsWith('-'));
    return at >= 0 && (first < 0 || at < first) ? [...args.slice(0, at), '--', ...args.slice(at)] : args;
  },
  *run(io, options, sys) {
    const reference = options.value('reference');
    const [first, ...rest] = options.operands;
    const files = reference === undefined ? rest : options.operands;
    if (reference === undefined && first === undefined) throw new UsageError('missing operand');
    if (files.length === 0) throw new UsageError(`missing operand after ${localeQuote(first!)}`);
    const mode = reference === undefined ? first! : sys.stat(reference).mode.toString(8);
    if (applyMode(mode, 0, false, 0) === undefined) throw new UsageError(`invalid mode: ${localeQuote(mode)}`);
    let code = 0;
    const visit = function* (path: string): Task<void> {
      try {
        const stat = sys.stat(path);
        const next = applyMode(mode, stat.mode, stat.type === 'dir', sys.umask())!;
        sys.chmod(path, next);
        const show = (bits: number) => `${bits.toString(8).padStart(4, '0')} (${modeText({ type: stat.type, mode: bits }).slice(1)})`;
        if (next !== stat.mode && options.has('c', 'v'))
          yield* io.print(`mode of ${quote(path)} changed from ${show(stat.mode)} to ${show(next)}\n`);
        else if (options.has('v')) yield* io.print(`mode of ${quote(path)} retained as ${show(next)}\n`);
        if (options.has('R') && stat.type === 'dir') {
          for (const name of sys.readdir(path)) if (sys.lstat(join(path, name)).type !== 'link') yield* visit(join(path, name));
        }
      } catch (error) {
        const text = strerror(error);
        const what = text === 'Operation not permitted' ? `changing permissions of ${quote(path)}` : `cannot access ${quote(path)}`;
        if (!options.has('f')) yield* io.error(`${what}: ${text}`);
        code = 1;
      }
    };
    for (const path of files) yield* visit(path);
    return code;
  },
};

export const chown: Command = {
  name: 'chown',
  options:
    'c,changes f,silent,quiet v,verbose R,recursive h,no-dereference dereference from: reference: H L P preserve-root no-preserve-root',
  usage:
    'Usage: chown [OPTION]... [OWNER][:[GROUP]] FILE...\n  or:  chown [OPTION]... --reference=RFILE FILE...\nChange the owner and/or group of each FILE to OWNER and/or GROUP.\n',
  *run(io, options, sys) {
    const reference = options.value('reference');
    const [first, ...rest] = options.operands;
    const files = reference === undefined ? rest : options.operands;
    if (reference === undefined && first === undefined) throw new UsageError('missing operand');
    if (files.length === 0) throw new UsageError(`missing operand after ${localeQuote(first!)}`);
    const owner = reference === undefined ? parseOwner(sys, first!) : sys.stat(reference);
    return yield* changeOwners(io, files, owner, options.has('R'), options.has('h'), options.has('f'), 'ownership');
  },
};

export const chgrp: Command = {
  name: 'chgrp',
  options: chown.options,
  usage:
    'Usage: chgrp [OPTION]... GROUP FILE...\n  or:  chgrp [OPTION]... --reference=RFILE FILE...\nChange the group of each FILE to GROUP.\n',
  *run(io, options, sys) {
    const [first, ...files] = options.operands;
    if (first === undefined) throw new UsageError('missing operand');
    if (files.length === 0) throw new UsageError(`missing operand after ${localeQuote(first)}`);
    const gid = groupId(new Accounts(sys), first);
    if (gid === undefined) throw new Fatal(`invalid group: ${localeQuote(first)}`);
    return yield* changeOwners(io, files, { gid }, options.has('R'), options.has('h'), options.has('f'), 'group');
  },
};

interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** `user`, `user:group`, `user:`, `:group`, by names or numbers. Throws Fatal with chown's texts. */
export function parseOwner(sys: Sys, text: string): Owner {
  const accounts = new Accounts(sys);
  const at = text.search(/[:.]/);
  const user = at < 0 || (text[at] === '.' && accounts.user(text)) ? text : text.slice(0, at);
  const group = user === text ? undefined : text.slice(at + 1);
  const found = user === '' ? undefined : accounts.user(user);
  const uid = user === '' ? undefined : (found?.uid ?? (/^\d+$/.test(user) ? Number(user) : undefined));
  if (user !== '' && uid === undefined) throw new Fatal(`invalid user: ${localeQuote(text)}`);
  if (group === '') return { uid, gid: found?.gid };
  const gid = group === undefined ? undefined : groupId(accounts, group);
  if (group !== undefined && gid === undefined) throw new Fatal(`invalid group: ${localeQuote(text)}`);
  return { uid, gid };
}

function groupId(accounts: Accounts, text: string): number | undefined {
  return accounts.group(text)?.gid ?? (/^\d+$/.test(text) ? Number(text) : undefined);
}

function* changeOwners(
  io: Io,
  files: readonly string[],
  owner: Owner,
  recursive: boolean,
  linkItself: boolean,
  quiet: boolean,
  what: string,
): Task<number> {
  const { sys } = io;
  let code = 0;
  const visit = function* (path: string, top: boolean): Task<void> {
    try {
      const stat = linkItself || !top ? sys.lstat(path) : sys.stat(path);
      sys.chown(path, owner.uid ?? stat.uid, owner.gid ?? stat.gid, { follow: !(linkItself || !top) });
      if (recursive && stat.type === 'dir') for (const name of sys.readdir(path)) yield* visit(join(path, name), false);
    } catch (error) {
      const text = strerror(error);
      const message = text === 'Operation not permitted' ? `changing ${what} of ${quote(path)}` : `cannot access ${quote(path)}`;
      if (!quiet) yield* io.error(`${message}: ${text}`);
      code = 1;
    }
  };
  for (const path of files) yield* visit(path, true);
  return code;
}

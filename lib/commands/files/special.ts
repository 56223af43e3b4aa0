import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote, quotef } from '../command/quote';
import { strerror } from '../command/stdio';
import { applyMode } from './mode';

const ENDING = '      --help        display this help and exit\n      --version     output version information and exit\n';

function modeOf(text: string | undefined, umask: number): number | undefined {
  if (text === undefined) return undefined;
  const mode = applyMode(text, 0o666, false, umask);
  if (mode === undefined) throw new Fatal(`invalid mode`);
  return mode;
}

const mkfifo: Command = {
  name: 'mkfifo',
  options: 'm,mode: Z context::',
  usage: `Usage: mkfifo [OPTION]... NAME...\nCreate named pipes (FIFOs) with the given NAMEs.\n\n  -m, --mode=MODE    set file permission bits to MODE, not a=rw - umask\n  -Z                   set the SELinux security context to default type\n${ENDING}`,
  *run(io, options, sys) {
    if (options.operands.length === 0) throw new UsageError('missing operand');
    const mode = modeOf(options.value('m'), sys.umask());
    let code = 0;
    for (const path of options.operands)
      try {
        sys.mkfifo(path, 0o666);
        if (mode !== undefined) sys.chmod(path, mode);
      } catch (error) {
        yield* io.error(`cannot create fifo ${localeQuote(path)}: ${strerror(error)}`);
        code = 1;
      }
    return code;
  },
};

const mknod: Command = {
  name: 'mknod',
  options: 'm,mode: Z context::',
  usage: `Usage: mknod [OPTION]... NAME TYPE [MAJOR MINOR]\nCreate the special file NAME of the given TYPE.\n\n  -m, --mode=MODE    set file permission bits to MODE, not a=rw - umask\n  -Z                   set the SELinux security context to default type\n${ENDING}`,
  *run(_io, options, sys) {
    const mode = modeOf(options.value('m'), sys.umask());
    const [path, type, ...numbers] = options.operands;
    const expected = type === undefined || type.startsWith('p') ? 2 : 4;
    if (options.operands.length < expected) {
      if (path === undefined) throw new UsageError('missing operand');
      const special = type !== undefined && numbers.length === 0 ? '\nSpecial files require major and minor device numbers.' : '';
      throw new UsageError(`missing operand after ${localeQuote(options.operands.at(-1)!)}${special}`);
    }
    if (options.operands.length > expected) {
      const fifo = expected === 2 && options.operands.length === 4 ? '\nFifos do not have major and minor device numbers.' : '';
      throw new UsageError(`extra operand ${localeQuote(options.operands[expected]!)}${fifo}`);
    }
    if (type![0] === 'p')
      try {
        sys.mkfifo(path!, 0o666);
        if (mode !== undefined) sys.chmod(path!, mode);
        return 0;
      } catch (error) {
        throw new Fatal(`${quotef(path!)}: ${strerror(error)}`);
      }
    if (!'bcu'.includes(type![0]!)) throw new UsageError(`invalid device type ${localeQuote(type!)}`);
    throw new Fatal(`${quotef(path!)}: device files are not simulated here`);
  },
};

const unlink: Command = {
  name: 'unlink',
  options: '',
  usage: `Usage: unlink FILE\n  or:  unlink OPTION\nCall the unlink function to remove the specified FILE.\n\n${ENDING}`,
  *run(_io, options, sys) {
    const [path, extra] = options.operands;
    if (path === undefined) throw new UsageError('missing operand');
    if (extra !== undefined) throw new UsageError(`extra operand ${localeQuote(extra)}`);
    try {
      sys.unlink(path);
    } catch (error) {
      throw new Fatal(`cannot unlink ${localeQuote(path)}: ${strerror(error)}`);
    }
    return 0;
  },
};

const link: Command = {
  name: 'link',
  options: '',
  usage: `Usage: link FILE1 FILE2\n  or:  link OPTION\nCall the link function to create a link named FILE2 to an existing FILE1.\n\n${ENDING}`,
  *run(_io, options, sys) {
    const [from, to, extra] = options.operands;
    if (from === undefined) throw new UsageError('missing operand');
    if (to === undefined) throw new UsageError(`missing operand after ${localeQuote(from)}`);
    if (extra !== undefined) throw new UsageError(`extra operand ${localeQuote(extra)}`);
    try {
      sys.link(from, to);
    } catch (error) {
      throw new Fatal(`cannot create link ${localeQuote(to)} to ${localeQuote(from)}: ${strerror(error)}`);
    }
    return 0;
  },
};

const pathchk: Command = {
  name: 'pathchk',
  options: 'p P portability',
  usage: `Usage: pathchk [OPTION]... NAME...\nDiagnose invalid or unportable file names.\n\n  -p                  check for most POSIX systems\n  -P                  check for empty names and leading "-"\n      --portability   check for all POSIX systems (equivalent to -p -P)\n${ENDING}`,
  *run(io, options) {
    if (options.operands.length === 0) throw new UsageError('missing operand');
    const [basic, extra] = [options.has('p', 'portability'), options.has('P', 'portability')];
    let code = 0;
    for (const name of options.operands) {
      const parts = name.split('/');
      const odd = /[^A-Za-z0-9._/-]/.exec(name)?.[0];
      const long = parts.find((part) => part.length > (basic ? 14 : 255));
      let problem: string | undefined;
      if (extra && parts.some((part) => part.startsWith('-'))) problem = `leading '-' in a component of file name ${localeQuote(name)}`;
      else if (name === '' && (basic || extra)) problem = 'empty file name';
      else if (basic && odd !== undefined) problem = `nonportable character ${localeQuote(odd)} in file name ${localeQuote(name)}`;
      else if (name === '') problem = `'': No such file or directory`;
      else if (long !== undefined)
        problem = `limit ${basic ? 14 : 255} exceeded by length ${long.length} of file name component ${localeQuote(long)}`;
      if (problem === undefined) continue;
      yield* io.error(problem);
      code = 1;
    }
    return code;
  },
};

export const specialCommands: readonly Command[] = [mkfifo, mknod, unlink, link, pathchk];

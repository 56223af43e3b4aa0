import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote, quote } from '../command/quote';
import { strerror } from '../command/stdio';
import { applyMode } from './mode';
import { isDirectory } from './paths';

export const mkdir: Command = {
  name: 'mkdir',
  options: 'm,mode: p,parents v,verbose Z context::',
  usage: 'Usage: mkdir [OPTION]... DIRECTORY...\nCreate the DIRECTORY(ies), if they do not already exist.\n',
  *run(io, options, sys) {
    if (options.operands.length === 0) throw new UsageError('missing operand');
    const modeGiven = options.value('m');
    const mode = modeGiven === undefined ? 0o777 : applyMode(modeGiven, 0o777, true, sys.umask());
    if (mode === undefined) throw new Fatal(`invalid mode ${localeQuote(modeGiven!)}`);
    let code = 0;
    for (const path of options.operands) {
      const prefixes = [path];
      if (options.has('p')) {
        prefixes.length = 0;
        const parts = path.split('/');
        for (let i = 1; i <= parts.length; i++) {
          const prefix = parts.slice(0, i).join('/');
          if (prefix && parts[i - 1]) prefixes.push(prefix);
        }
      }
      for (const [i, prefix] of prefixes.entries()) {
        if (options.has('p') && isDirectory(sys, prefix)) continue;
        try {
          sys.mkdir(prefix, i === prefixes.length - 1 ? mode & 0o777 : 0o777);
          if (i === prefixes.length - 1 && modeGiven !== undefined) sys.chmod(prefix, mode);
          if (options.has('v')) yield* io.print(`${io.name}: created directory ${quote(prefix)}\n`);
        } catch (error) {
          yield* io.error(`cannot create directory ${localeQuote(options.has('p') ? prefix : path)}: ${strerror(error)}`);
          code = 1;
          break;
        }
      }
    }
    return code;
  },
};

export const rmdir: Command = {
  name: 'rmdir',
  options: 'p,parents v,verbose ignore-fail-on-non-empty',
  usage: 'Usage: rmdir [OPTION]... DIRECTORY...\nRemove the DIRECTORY(ies), if they are empty.\n',
  *run(io, options, sys) {
    if (options.operands.length === 0) throw new UsageError('missing operand');
    let code = 0;
    for (const path of options.operands) {
      let current = path.replace(/(?<=.)\/+$/, '');
      for (;;) {
        if (options.has('v')) yield* io.print(`${io.name}: removing directory, ${quote(current)}\n`);
        try {
          sys.rmdir(current);
        } catch (error) {
          const text = strerror(error);
          if (!(options.has('ignore-fail-on-non-empty') && /not empty/.test(text))) {
            yield* io.error(`failed to remove ${current === path ? '' : 'directory '}${quote(current)}: ${text}`);
            code = 1;
          }
          break;
        }
        if (!options.has('p') || !current.includes('/')) break;
        current = current.slice(0, current.lastIndexOf('/'));
        if (!current) break;
      }
    }
    return code;
  },
};

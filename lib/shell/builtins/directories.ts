import { Errno } from '@/lib/hosts/process/sys';
import type { Shell } from '../run/shell';
import { ShellError } from '../state/variables';
import { readOptions } from './arguments';
import type { Builtin } from './table';

/** A path without `.` and `..`, as the user sees it (`cd -L`). */
export function normalize(base: string, path: string): string {
  const out: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return '/' + out.join('/');
}

function change(shell: Shell, path: string, physical: boolean, shown = path): void {
  const old = shell.variables.value('PWD') ?? shell.sys.cwd();
  const target = physical ? path : normalize(old, path);
  try {
    shell.sys.chdir(target);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new ShellError(`${shown}: ${error.message}`);
  }
  shell.variables.assign('OLDPWD', old);
  shell.variables.assign('PWD', physical ? shell.sys.realpath('.') : target);
}

const cd: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'LPe@', 'cd: usage: cd [-L|[-P [-e]] [-@]] [dir]');
  if (rest.length > 1) throw new ShellError('too many arguments');
  const physical = 'P' in flags || (shell.option('physical') && !('L' in flags));
  let path = rest[0];
  let print = false;
  if (path === undefined) {
    path = shell.variables.value('HOME');
    if (path === undefined) throw new ShellError('HOME not set');
    if (path === '') return 0;
  } else if (path === '-') {
    path = shell.variables.value('OLDPWD');
    if (path === undefined) throw new ShellError('OLDPWD not set');
    print = true;
  }
  const search = shell.variables.value('CDPATH');
  if (search && rest[0] !== undefined && !/^\.{0,2}(?:\/|$)/.test(path) && path !== '' && rest[0] !== '-') {
    for (const directory of search.split(':')) {
      const candidate = directory === '' ? path : `${directory.replace(/\/$/, '')}/${path}`;
      try {
        change(shell, candidate, physical, path);
      } catch (error) {
        if (!(error instanceof ShellError)) throw error;
        continue;
      }
      if (directory !== '') shell.write(1, shell.variables.value('PWD') + '\n');
      return 0;
    }
  }
  change(shell, path === '' ? '.' : path, physical, path);
  if (print) shell.write(1, shell.variables.value('PWD') + '\n');
  return 0;
};

const pwd: Builtin = (shell, args) => {
  const { flags } = readOptions(args, 'LP', 'pwd: usage: pwd [-LP]');
  shell.write(1, ('P' in flags ? shell.sys.realpath('.') : (shell.variables.value('PWD') ?? shell.sys.cwd())) + '\n');
  return 0;
};

const shorten = (shell: Shell, path: string): string => {
  const home = shell.variables.value('HOME');
  return home && home !== '/' && (path === home || path.startsWith(home + '/')) ? '~' + path.slice(home.length) : path;
};

const stack = (shell: Shell): string[] => [shell.variables.value('PWD') ?? shell.sys.cwd(), ...shell.state.dirs];

const dirs: Builtin = (shell, args) => {
  const { flags } = readOptions(
    args.filter((one) => !/^[+-]\d+$/.test(one)),
    'clpv',
    'dirs: usage: dirs [-clpv] [+N] [-N]',
    'invalid number',
  );
  if ('c' in flags) {
    shell.state.dirs = [];
    return 0;
  }
  const at = args.find((one) => /^[+-]\d+$/.test(one));
  const all = stack(shell).map((path) => ('l' in flags ? path : shorten(shell, path)));
  if (at) {
    const n = Number(at.slice(1));
    const one = at[0] === '+' ? all[n] : all[all.length - 1 - n];
    if (one === undefined) throw new ShellError(`${at}: directory stack index out of range`);
    shell.write(1, one + '\n');
  } else if ('v' in flags) shell.write(1, all.map((path, i) => `${String(i).padStart(2)}  ${path}\n`).join(''));
  else shell.write(1, all.join('p' in flags ? '\n' : ' ') + '\n');
  return 0;
};

const pushd: Builtin = (shell, args, frame) => {
  const quiet = args[0] === '-n';
  const arg = quiet ? args[1] : args[0];
  const all = stack(shell);
  if (arg === undefined) {
    if (all.length < 2) throw new ShellError('no other directory');
    change(shell, all[1]!, false);
    shell.state.dirs = [all[0]!, ...all.slice(2)];
  } else if (/^[+-]\d+$/.test(arg)) {
    const n = arg[0] === '+' ? Number(arg.slice(1)) : all.length - 1 - Number(arg.slice(1));
    if (all.length < 2) throw new ShellError('directory stack empty');
    if (n < 0 || n >= all.length) throw new ShellError(`${arg}: directory stack index out of range`);
    const turned = [...all.slice(n), ...all.slice(0, n)];
    change(shell, turned[0]!, false);
    shell.state.dirs = turned.slice(1);
  } else {
    if (!quiet) change(shell, arg === '-' ? (shell.variables.value('OLDPWD') ?? '') : arg, false, arg);
    shell.state.dirs = quiet ? [arg, ...shell.state.dirs] : all;
  }
  return dirs(shell, [], frame);
};

const popd: Builtin = (shell, args, frame) => {
  const all = stack(shell);
  const quiet = args[0] === '-n';
  const arg = args.find((one) => one !== '-n');
  if (all.length < 2) throw new ShellError('directory stack empty');
  const n =
    arg === undefined ? 0 : /^[+-]\d+$/.test(arg) ? (arg[0] === '+' ? Number(arg.slice(1)) : all.length - 1 - Number(arg.slice(1))) : NaN;
  if (Number.isNaN(n)) throw new ShellError(`${arg}: invalid argument\npopd: usage: popd [-n] [+N | -N]`, 2);
  if (n < 0 || n >= all.length) throw new ShellError(`${arg}: directory stack index out of range`);
  if (n === 0 && quiet) shell.state.dirs = all.slice(2);
  else if (n === 0) {
    change(shell, all[1]!, false);
    shell.state.dirs = all.slice(2);
  } else shell.state.dirs = all.filter((_, i) => i !== n).slice(1);
  return dirs(shell, [], frame);
};

const umask: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'pS', 'umask: usage: umask [-p] [-S] [mode]');
  const text = rest[0];
  const now = shell.sys.umask();
  if (text === undefined) {
    const octal = now.toString(8).padStart(4, '0');
    const symbolic = ['u', 'g', 'o'].map((who, i) => {
      const allowed = ~(now >> (6 - 3 * i)) & 7;
      return `${who}=${allowed & 4 ? 'r' : ''}${allowed & 2 ? 'w' : ''}${allowed & 1 ? 'x' : ''}`;
    });
    shell.write(1, `${'p' in flags ? `umask ${'S' in flags ? '-S ' : ''}` : ''}${'S' in flags ? symbolic.join(',') : octal}\n`);
    return 0;
  }
  if (/^\d/.test(text)) {
    if (!/^[0-7]{1,4}$/.test(text)) throw new ShellError(`${text}: octal number out of range`);
    shell.sys.umask(parseInt(text, 8) & 0o777);
    return 0;
  }
  let allowed = ~now & 0o777;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause);
    if (!match) throw new ShellError(`\`${clause[0]}': invalid symbolic mode operator`);
    const bits = (match[3]!.includes('r') ? 4 : 0) | (match[3]!.includes('w') ? 2 : 0) | (match[3]!.includes('x') ? 1 : 0);
    for (const [i, who] of ['u', 'g', 'o'].entries()) {
      if (match[1] !== '' && !match[1]!.includes(who) && !match[1]!.includes('a')) continue;
      const shift = 6 - 3 * i;
      if (match[2] === '=') allowed = (allowed & ~(7 << shift)) | (bits << shift);
      else if (match[2] === '+') allowed |= bits << shift;
      else allowed &= ~(bits << shift);
    }
  }
  shell.sys.umask(~allowed & 0o777);
  return 0;
};

export const directoryBuiltins = { cd, pwd, dirs, pushd, popd, umask };

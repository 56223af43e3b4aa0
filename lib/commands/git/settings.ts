import { getopt } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import { fatal, readConfig, Repository, userConfig, userConfigPath } from './repository';

/** `git init`. */
export function* init(io: Io, args: readonly string[]): Task<number> {
  const { sys } = io;
  const o = getopt(args, 'q,quiet bare b,initial-branch:');
  const where = o.operands[0];
  const base = where === undefined ? sys.cwd() : where.startsWith('/') ? where : `${sys.cwd()}/${where}`.replace(/\/\.$/, '');
  if (!sys.exists(base)) makeAll(io, base);
  const path = sys.realpath(base);
  const bare = o.has('bare');
  const directory = bare ? path : `${path === '/' ? '' : path}/.git`;
  const again = sys.exists(`${directory}/HEAD`);
  const branch = o.value('b') ?? userConfig(sys).findLast(([name]) => name === 'init.defaultbranch')?.[1];
  if (!again) {
    makeRepository(io, directory, bare, branch ?? 'master');
    if (branch === undefined && !o.has('q')) yield* io.stderr(HINT);
  }
  if (!o.has('q')) yield* io.print(`${again ? 'Reinitialized existing' : 'Initialized empty'} Git repository in ${directory}/\n`);
  return 0;
}

const HINT = `hint: Using 'master' as the name for the initial branch. This default branch name
hint: is subject to change. To configure the initial branch name to use in all
hint: of your new repositories, which will suppress this warning, call:
hint: 
hint: \tgit config --global init.defaultBranch <name>
hint: 
hint: Names commonly chosen instead of 'master' are 'main', 'trunk' and
hint: 'development'. The just-created branch can be renamed via this command:
hint: 
hint: \tgit branch -m <name>
`;

export function makeAll(io: Io, path: string): void {
  const parts = path.split('/').filter(Boolean);
  parts.forEach((_, i) => {
    const dir = `/${parts.slice(0, i + 1).join('/')}`;
    if (!io.sys.exists(dir)) io.sys.mkdir(dir);
  });
}

export function makeRepository(io: Io, directory: string, bare: boolean, branch: string): Repository {
  for (const name of [
    '',
    '/branches',
    '/hooks',
    '/info',
    '/objects',
    '/objects/info',
    '/objects/pack',
    '/refs',
    '/refs/heads',
    '/refs/tags',
  ])
    makeAll(io, directory + name);
  io.sys.writeFile(`${directory}/HEAD`, `ref: refs/heads/${branch}\n`);
  io.sys.writeFile(
    `${directory}/config`,
    `[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = ${bare}\n${bare ? '' : '\tlogallrefupdates = true\n'}`,
  );
  io.sys.writeFile(`${directory}/description`, "Unnamed repository; edit this file 'description' to name the repository.\n");
  return new Repository(io.sys, directory, bare ? undefined : directory.replace(/\/\.git$/, '') || '/');
}

/** `git config`. */
export function* config(io: Io, args: readonly string[], repository: () => Repository): Task<number> {
  const o = getopt(args, 'global local system l,list get get-all unset add');
  const [name, value] = o.operands;
  const { sys } = io;
  const path = o.has('global') ? userConfigPath(sys) : undefined;
  if (o.has('l')) {
    const all = o.has('global')
      ? userConfig(sys)
      : [...(o.has('local') ? [] : userConfig(sys)), ...readConfig(repository().read('config') ?? '')];
    for (const [key, one] of all) yield* io.print(`${key}=${one}\n`);
    return 0;
  }
  if (name === undefined || !name.includes('.')) {
    yield* io.stderr(`error: key does not contain a section: ${name ?? ''}\n`);
    return name === undefined ? 129 : 2;
  }
  const file = path ?? `${repository().directory}/config`;
  const text = sys.exists(file) ? sys.readFile(file) : '';
  if (o.has('unset')) {
    const next = setting(text, name, undefined);
    if (next === text) return 5;
    sys.writeFile(file, next);
    return 0;
  }
  if (value !== undefined) {
    sys.writeFile(file, setting(text, name, value));
    return 0;
  }
  const key = name.toLowerCase();
  const pairs = path ? userConfig(sys) : [...userConfig(sys), ...readConfig(text)];
  const found = pairs.filter(([one]) => one.toLowerCase() === key);
  if (found.length === 0) return 1;
  for (const [, one] of o.has('get-all') ? found : found.slice(-1)) yield* io.print(`${one}\n`);
  return 0;
}

/** A configuration file with one setting changed, added or (undefined) taken out. */
export function setting(text: string, name: string, value: string | undefined): string {
  const [, section = '', sub, key = ''] = /^([^.]+)\.(?:(.*)\.)?([^.]+)$/.exec(name) ?? [];
  if (key === '') throw fatal(`key does not contain variable name: ${name}`);
  const head = sub === undefined ? `[${section}]` : `[${section} "${sub}"]`;
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const start = lines.findIndex((line) => line.trim().toLowerCase() === head.toLowerCase());
  const quoted = value !== undefined && /[#;"]|^\s|\s$/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value;
  if (start < 0) return value === undefined ? text : `${text}${head}\n\t${key} = ${quoted}\n`;
  let end = start + 1;
  while (end < lines.length && !lines[end]!.startsWith('[')) end++;
  const at = lines.findIndex((line, i) => i > start && i < end && line.trim().split(/[\s=]/)[0]!.toLowerCase() === key.toLowerCase());
  if (value === undefined) {
    if (at >= 0) lines.splice(at, 1);
    if (at >= 0 && end - start === 2) lines.splice(start, 1);
  } else if (at >= 0) lines[at] = `\t${key} = ${quoted}`;
  else lines.splice(end, 0, `\t${key} = ${quoted}`);
  return lines.length ? `${lines.join('\n')}\n` : '';
}

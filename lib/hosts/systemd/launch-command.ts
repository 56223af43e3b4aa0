import { SUPERUSER, type Credentials } from '../fs/files';
import type { Limit, Resource } from '../process/limits';
import { Errno } from '../process/sys';
import type { Process } from '../process/process';
import type { Definition } from './definition';
import { expandArguments, parseCommands, parseEnvironment, parseEnvironmentFile, type ExecCommand } from './exec-command';
import type { ExecStatus } from './unit-state';
import type { UnitHost } from './unit-host';

/** Setting of a machine: the manager's own environment, which `systemctl set-environment` changes. */
export const MANAGER_ENVIRONMENT = 'systemd/environment';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin';
const LIMITS: readonly Resource[] = [
  'cpu',
  'fsize',
  'data',
  'stack',
  'core',
  'rss',
  'nofile',
  'as',
  'nproc',
  'memlock',
  'locks',
  'sigpending',
];
const SIZES: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** Commands of a setting, with those that cannot be read left out. */
export function commandsOf(definition: Definition, setting: string): readonly ExecCommand[] {
  return definition.list(`Service.${setting}`).flatMap((line) => {
    const commands = parseCommands(line);
    return typeof commands === 'string' ? [] : commands;
  });
}

/** A command that ran or could not be run. `failed`: what systemd did not even get to try. */
export type Launched =
  { readonly process: Process; readonly exec: ExecStatus } | { readonly exec: ExecStatus } | { readonly failed: string };

/** The environment that systemd gives a unit's commands. Throws the path of a file that must be there and is not. */
function environmentOf(host: UnitHost, definition: Definition, who: Account | undefined): Record<string, string> {
  const tree = host.kernel.tree();
  const manager = parseEnvironmentFile(host.kernel.state.settings.get(MANAGER_ENVIRONMENT) ?? '');
  const { invocation = '' } = host.state(definition.name);
  const env: Record<string, string> = { LANG: 'C.UTF-8', PATH, ...manager };
  if (who) Object.assign(env, { HOME: who.home, LOGNAME: who.name, SHELL: who.shell, USER: who.name });
  if (invocation) env.INVOCATION_ID = invocation;
  for (const name of definition.words('Service.UnsetEnvironment')) delete env[name];
  Object.assign(env, parseEnvironment(definition.list('Service.Environment')));
  for (const line of definition.list('Service.EnvironmentFile')) {
    const path = line.replace(/^-/, '');
    const found = tree.tryFind(path);
    if (found?.inode.type === 'file') Object.assign(env, parseEnvironmentFile(found.inode.text ?? ''));
    else if (!line.startsWith('-')) throw new MissingFile(path);
  }
  return env;
}

class MissingFile extends Error {}

interface Account {
  readonly name: string;
  readonly home: string;
  readonly shell: string;
  readonly who: Credentials;
}

/** User= and Group= of a unit; a string is the step at which it fails. */
function accountOf(host: UnitHost, definition: Definition): Account | undefined | 'USER' | 'GROUP' {
  const tree = host.kernel.tree();
  const table = (path: string) => (tree.tryFind(path)?.inode.text ?? '').split('\n').map((line) => line.split(':'));
  const named = definition.value('Service.User');
  const groupName = definition.value('Service.Group');
  if (named === undefined && groupName === undefined) return undefined;
  const user = table('/etc/passwd').find(([name, , uid]) => name === (named ?? 'root') || uid === named);
  if (!user) return 'USER';
  const groups = table('/etc/group');
  const group = groupName === undefined ? undefined : groups.find(([name, , gid]) => name === groupName || gid === groupName);
  if (groupName !== undefined && !group) return 'GROUP';
  const [name = '', , uid, gid, , home = '/', shell = '/bin/sh'] = user;
  const own = Number(group?.[2] ?? gid);
  const more = groups.filter(([, , , members]) => members?.split(',').includes(name)).map(([, , number]) => Number(number));
  const who = uid === '0' ? SUPERUSER : { uid: Number(uid), gid: own, groups: [...new Set([own, ...more])] };
  return { name, home, shell, who };
}

function limitsOf(definition: Definition): Process['limits'] {
  const limits: Partial<Record<Resource, Limit>> = {};
  for (const resource of LIMITS) {
    const value = definition.value(`Service.Limit${resource.toUpperCase()}`);
    if (value === undefined) continue;
    const [soft, hard] = value.split(':').map((one) => {
      const match = /^(\d+)([KMGT]?)$/.exec(one);
      return match ? Number(match[1]) * SIZES[match[2]!]! : null;
    });
    limits[resource] = { soft: soft ?? null, hard: hard === undefined ? (soft ?? null) : hard };
  }
  return Object.keys(limits).length > 0 ? limits : undefined;
}

const ERRORS = { CHDIR: 200, EXEC: 203, STDOUT: 209, GROUP: 216, USER: 217 } as const;

/**
 * Starts one command of a service in its control group. What goes wrong after the fork is the exit status of the child (203/EXEC …), which
 * tells the journal why. Models exec_child().
 */
export function launchCommand(host: UnitHost, definition: Definition, setting: string, command: ExecCommand): Launched {
  const { kernel } = host;
  const { name } = definition;
  const startedAt = host.now();
  const label = command.path.split('/').pop()!;
  const base = { setting, text: definition.specifiers(command.text), path: command.path, startedAt };
  const failAt = (step: keyof typeof ERRORS, why: string, more: readonly string[] = []): Launched => {
    // The child that fails has a number of its own.
    const pid = kernel.state.nextPid++;
    const say = (text: string) =>
      kernel.state.writeJournal(name.replace(/\.service$/, ''), pid, `${name}: ${text}`, {
        identifier: `(${label.slice(0, 13)})`,
        priority: 3,
      });
    for (const text of more) say(text);
    say(`Failed at step ${step} spawning ${command.path}: ${why}`);
    return { exec: { ...base, pid, endedAt: startedAt, code: ERRORS[step] } };
  };
  const account = accountOf(host, definition);
  if (account === 'USER') return failAt('USER', 'No such process', ['Failed to determine user credentials: No such process']);
  if (account === 'GROUP') return failAt('GROUP', 'No such process', ['Failed to determine group credentials: No such process']);
  const privileged = command.privileged || !account;
  let env: Record<string, string>;
  try {
    env = environmentOf(host, definition, account);
  } catch (error) {
    if (!(error instanceof MissingFile)) throw error;
    return { failed: 'Failed to load environment files: No such file or directory' };
  }
  const main = host.state(name).pid;
  if (main) env.MAINPID = String(main);
  const who = privileged ? SUPERUSER : account.who;
  const argv = command.literal ? command.argv : expandArguments(command.argv, env);
  const tree = kernel.tree();
  makeDirectories(host, definition, privileged ? undefined : account);
  const wanted = definition.value('Service.WorkingDirectory') ?? '/';
  const cwd = wanted.replace(/^-/, '').replace(/^~$/, account?.home ?? '/root');
  const there = tree.tryFind(cwd);
  if (there?.inode.type !== 'dir' && !wanted.startsWith('-'))
    return failAt('CHDIR', there ? 'Not a directory' : 'No such file or directory', [
      `Changing to the requested working directory failed: ${there ? 'Not a directory' : 'No such file or directory'}`,
    ]);
  const found = command.path.startsWith('/') ? tree.tryFind(command.path) : undefined;
  const unit = name.replace(/\.service$/, '');
  const isStandIn = found !== undefined && (found.inode.mode & 0o111) !== 0 && host.hooks.standsFor(unit, found.inode.program);
  const output = isStandIn ? {} : outputs(host, definition, label);
  if (typeof output === 'string') return failAt('STDOUT', output, [`Failed to set up standard output: ${output}`]);
  try {
    const limits = limitsOf(definition);
    const umask = definition.value('Service.UMask');
    const process = kernel.launch({
      argv,
      file: isStandIn ? '/usr/sbin/host-daemon' : command.path,
      ppid: 1,
      background: true,
      who,
      env,
      cwd: there?.inode.type === 'dir' ? cwd : '/',
      unit: name,
      files: output,
      ...(umask ? { umask: parseInt(umask, 8) } : {}),
      ...(limits ? { limits } : {}),
    });
    // Services ignore SIGPIPE unless told otherwise.
    if (definition.flag('Service.IgnoreSIGPIPE', true)) process.dispositions = { ...process.dispositions, PIPE: 'ignore' };
    return { process, exec: { ...base, pid: process.pid } };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const missing = error.code === 'ENOENT' || error.code === 'EACCES';
    return failAt('EXEC', error.message, missing ? [`Unable to locate executable '${command.path}': ${error.message}`] : []);
  }
}

/** Where a command's output goes: the journal, nowhere, or a file. A string is what went wrong. */
function outputs(host: UnitHost, definition: Definition, label: string): Record<number, number> | string {
  const { kernel } = host;
  const identifier = definition.value('Service.SyslogIdentifier') ?? label;
  const files: Record<number, number> = {};
  for (const [fd, setting] of [
    [1, 'StandardOutput'],
    [2, 'StandardError'],
  ] as const) {
    const how = definition.value(`Service.${setting}`) ?? (fd === 2 ? 'inherit' : 'journal');
    if (fd === 2 && how === 'inherit' && files[1] !== undefined) {
      files[2] = files[1];
      continue;
    }
    if (how === 'null') continue;
    const [, mode, path = ''] = /^(file|append|truncate):(\/.*)$/.exec(how) ?? [];
    if (mode === undefined) {
      files[fd] = kernel.sink(`journal:${definition.name.replace(/\.service$/, '')}\n${identifier}\n${kernel.state.nextPid}`);
      continue;
    }
    const tree = kernel.tree();
    try {
      if (!tree.tryFind(path)) tree.writeFile(path, '', { mode: 0o644 });
      else if (mode === 'truncate') tree.writeFile(path, '');
      const place = tree.find(path);
      if (place.inode.type !== 'file') continue;
      files[fd] = kernel.openFile({
        kind: 'file',
        fs: place.mount.fs,
        key: place.key,
        offset: 0,
        append: mode === 'append',
        read: false,
        write: true,
        path,
      } as never);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return error.message;
    }
  }
  return files;
}

/** RuntimeDirectory=, StateDirectory= and their kin. */
function makeDirectories(host: UnitHost, definition: Definition, account: Account | undefined): void {
  const tree = host.kernel.tree();
  for (const [setting, base] of [
    ['RuntimeDirectory', '/run'],
    ['StateDirectory', '/var/lib'],
    ['CacheDirectory', '/var/cache'],
    ['LogsDirectory', '/var/log'],
    ['ConfigurationDirectory', '/etc'],
  ] as const) {
    for (const name of definition.words(`Service.${setting}`)) {
      const path = `${base}/${name}`;
      if (tree.tryFind(path)) continue;
      tree.mkdirs(path, parseInt(definition.value(`Service.${setting}Mode`) ?? '755', 8));
      if (account) tree.chown(path, account.who.uid, account.who.gid);
    }
  }
}

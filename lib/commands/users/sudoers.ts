import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Accounts, User } from '../files/accounts';

const MOST_FILES = 100;

/** A rule of sudoers: who may run what as whom. Hosts are `ALL` here. */
export interface Rule {
  readonly who: string;
  readonly runAs: readonly string[];
  /** Groups that may be taken on (`-g`). */
  readonly runAsGroups: readonly string[];
  readonly noPassword: boolean;
  /** Commands with their arguments; `ALL` for any; `!` in front forbids. */
  readonly commands: readonly string[];
}

export interface Sudoers {
  readonly rules: readonly Rule[];
  /** `path:line: syntax error`. */
  readonly faults: readonly string[];
  readonly files: readonly string[];
}

/** /etc/sudoers with what it includes. It is read as root would, whoever asks. */
export function readSudoers(sys: Sys, start = '/etc/sudoers', read: (path: string) => string = (path) => sys.readFile(path)): Sudoers {
  const rules: Rule[] = [];
  const faults: string[] = [];
  const files: string[] = [];
  const named = new Map<string, readonly string[]>();
  const take = (path: string): void => {
    if (files.length >= MOST_FILES) return;
    let text: string;
    try {
      text = read(path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return;
    }
    files.push(path);
    const aliases = (names: readonly string[], depth = 0): string[] =>
      names.flatMap((name) => {
        const bare = name.replace(/^!\s*/, '');
        const members = depth < 8 && /^[A-Z][A-Z0-9_]*$/.test(bare) && bare !== 'ALL' ? named.get(bare) : undefined;
        return members ? aliases(members, depth + 1).map((one) => (name.startsWith('!') ? `!${one}` : one)) : [name];
      });
    for (const [i, raw] of text.replace(/\\\n/g, ' ').split('\n').entries()) {
      const directory = /^[@#]includedir\s+(\S+)/.exec(raw)?.[1];
      if (directory) {
        // Names with a dot or a tilde at the end are left out, as packages leave such files behind.
        const names = sys.exists(directory) ? sys.readdir(directory) : [];
        for (const name of names) if (!name.includes('.') && !name.endsWith('~')) take(`${directory}/${name}`);
        continue;
      }
      const line = raw.replace(/#(?!\d).*$/, '').trim();
      if (!line || /^Defaults\b/.test(line)) continue;
      const definition = /^(?:User|Host|Cmnd|Runas)_Alias\s+(.*)$/.exec(line);
      if (definition) {
        // Several definitions stand in a line with colons between them.
        for (const one of definition[1]!.split(/\s:\s/)) {
          const [, name, members] = /^([A-Z][A-Z0-9_]*)\s*=\s*(\S.*)$/.exec(one.trim()) ?? [];
          if (name === undefined) faults.push(`${path}:${i + 1}:${Math.max(1, line.length)}: syntax error`);
          else
            named.set(
              name,
              members!.split(',').map((member) => member.trim()),
            );
        }
        continue;
      }
      const match = /^((?:[^\s,]+\s*,\s*)*\S+)\s+(\S+?)\s*=\s*(?:\(([^)]*)\)\s*)?((?:(?:NO)?(?:PASSWD|SETENV|EXEC):\s*)*)(\S.*)$/.exec(
        line,
      );
      if (!match) {
        faults.push(`${path}:${i + 1}:${Math.max(1, line.length)}: syntax error`);
        continue;
      }
      const [, who = '', , runAs = 'root', tags = '', commands = ''] = match;
      const listed = (text: string) =>
        aliases(
          text
            .split(',')
            .map((one) => one.trim())
            .filter(Boolean),
        );
      const [users = '', groups = ''] = runAs.split(':');
      for (const one of listed(who))
        rules.push({
          who: one,
          runAs: listed(users).length ? listed(users) : groups ? [] : ['root'],
          runAsGroups: listed(groups),
          noPassword: tags.includes('NOPASSWD:'),
          commands: listed(commands),
        });
    }
  };
  take(start);
  return { rules, faults, files };
}

/** The rules that speak of a user. */
export function rulesFor({ rules }: Sudoers, accounts: Accounts, user: User): Rule[] {
  const groups = accounts.groupsOf(user).map((gid) => accounts.groupName(gid));
  return rules.filter(
    ({ who }) => who === 'ALL' || who === user.name || who === `#${user.uid}` || (who.startsWith('%') && groups.includes(who.slice(1))),
  );
}

/** The last rule that lets a user run `argv` (its command as a path) as `target`; undefined: none does. */
export function ruleFor(rules: readonly Rule[], target: string, argv: readonly string[]): Rule | undefined {
  return rules.findLast((rule) => {
    if (!rule.runAs.some((one) => one === 'ALL' || one === target)) return false;
    const verdict = rule.commands.findLast((command) => matches(command.replace(/^!\s*/, ''), argv));
    return verdict !== undefined && !verdict.startsWith('!');
  });
}

function matches(pattern: string, [path = '', ...args]: readonly string[]): boolean {
  if (pattern === 'ALL') return true;
  const [command = '', ...wanted] = pattern.split(/\s+/);
  const glob = (text: string) =>
    new RegExp(
      `^${text
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
    );
  const named = command.endsWith('/') ? path.startsWith(command) && !path.slice(command.length).includes('/') : glob(command).test(path);
  if (!named || wanted.length === 0) return named;
  if (wanted.join(' ') === '""') return args.length === 0;
  return glob(wanted.join(' ')).test(args.join(' '));
}

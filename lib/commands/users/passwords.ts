import { Fatal, type Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { AccountFile, accountFiles, today, type AccountFiles } from './account-files';
import { callerOf, converse } from './conversation';
import { fits, newSalt, sha512Crypt } from './crypt';

export { fits } from './crypt';

const DAY_MS = 86_400_000;
const SHORTEST = 6;

const sealed = (io: Io, password: string): string =>
  sha512Crypt(
    password,
    newSalt(() => io.sys.random()),
  );

/** YYYY-MM-DD of a day as /etc/shadow counts. */
export const dateOf = (day: string): string => new Date(Number(day) * DAY_MS).toISOString().slice(0, 10);

export const chpasswd: Command = {
  name: 'chpasswd',
  options: 'e,encrypted c,crypt-method: m,md5 s,sha-rounds: R,root: P,prefix:',
  usage: 'Usage: chpasswd [options]\n',
  *run(io, options, sys) {
    const files = accountFiles(sys);
    const input = io.stdin;
    const changes: (() => void)[] = [];
    let wrong = false;
    for (let number = 1, line = yield* input.line(); line !== null; number++, line = yield* input.line()) {
      const at = line.indexOf(':');
      if (at < 0) {
        yield* io.error(`line ${number}: missing new password`);
        wrong = true;
        continue;
      }
      const name = line.slice(0, at);
      const row = files.shadow.find(name);
      if (!row) {
        yield* io.stderr(
          `chpasswd: (user ${name}) pam_chauthtok() failed, error:\nAuthentication token manipulation error\nchpasswd: (line ${number}, user ${name}) password not changed\n`,
        );
        wrong = true;
        continue;
      }
      const given = line.slice(at + 1);
      const entry = options.has('e') ? given : sealed(io, given);
      changes.push(() => {
        row[1] = entry;
        row[2] = today(sys);
      });
    }
    for (const change of changes) change();
    files.shadow.save();
    if (wrong && changes.length === 0) yield* io.error('error detected, changes ignored');
    return wrong ? 1 : 0;
  },
};

/** `passwd -S`. */
function* status(
  io: Io,
  [name = '', entry = '', changed = '0', least = '0', most = '99999', warn = '7', idle = '']: readonly string[],
): Task<void> {
  const state = /^[!*]/.test(entry) ? 'L' : entry === '' ? 'NP' : 'P';
  yield* io.print(`${name} ${state} ${dateOf(changed)} ${least || 0} ${most || 99999} ${warn || 7} ${idle || -1}\n`);
}

function* changed(io: Io, files: AccountFiles, row: string[], asRoot: boolean): Task<number> {
  const input = io.stdin;
  const failed = () => new Fatal('Authentication token manipulation error\npasswd: password unchanged', 10);
  if (!asRoot) {
    yield* io.stderr(`Changing password for ${row[0]}.\n`);
    const current = yield* converse(io, input, 'Current password: ');
    if (current === null || !fits(row[1], current)) throw failed();
  }
  for (let attempt = 1; ; attempt++) {
    const first = yield* converse(io, input, 'New password: ');
    if (first === null) throw failed();
    const fault = asRoot ? undefined : weakness(first, row);
    if (fault !== undefined) {
      yield* io.stderr(`${fault}\n`);
      if (attempt >= 3) throw failed();
      continue;
    }
    const second = yield* converse(io, input, 'Retype new password: ');
    if (second === null) throw failed();
    if (first !== second) {
      yield* io.stderr('Sorry, passwords do not match.\n');
      throw failed();
    }
    if (first === '') {
      yield* io.stderr('No password has been supplied.\n');
      throw failed();
    }
    row[1] = sealed(io, first);
    row[2] = today(io.sys);
    files.shadow.save();
    yield* io.stderr('passwd: password updated successfully\n');
    return 0;
  }
}

/** What pam_unix (obscure) has against a password of somebody's own. */
function weakness(password: string, row: readonly string[]): string | undefined {
  if (password === '') return 'No password has been supplied.';
  if (fits(row[1], password)) return 'The password has not been changed.';
  if (password.length < SHORTEST) return 'You must choose a longer password.';
  if ([...password].reverse().join('') === password) return 'Bad: new password is too simple';
  return undefined;
}

export const passwd: Command = {
  name: 'passwd',
  options:
    'a,all d,delete e,expire k,keep-tokens i,inactive: l,lock n,mindays: q,quiet r,repository: R,root: S,status u,unlock w,warndays: x,maxdays:',
  usage:
    'Usage: passwd [options] [LOGIN]\n\nOptions:\n  -a, --all                     report password status on all accounts\n  -d, --delete                  delete the password for the named account\n  -e, --expire                  force expire the password for the named account\n  -h, --help                    display this help message and exit\n  -i, --inactive INACTIVE       days after expiry at which the password is inactive\n  -l, --lock                    lock the password of the named account\n  -n, --mindays MIN_DAYS        least days between password changes\n  -q, --quiet                   quiet mode\n  -S, --status                  report password status on the named account\n  -u, --unlock                  unlock the password of the named account\n  -w, --warndays WARN_DAYS      days of warning before expiry\n  -x, --maxdays MAX_DAYS        most days between password changes\n',
  *run(io, options, sys) {
    const users = new AccountFile(sys, '/etc/passwd');
    const uid = callerOf(io);
    const name = options.operands[0] ?? users.rows.find(([, , id]) => Number(id) === uid)?.[0] ?? '';
    if (!users.find(name)) throw new Fatal(`user '${name}' does not exist`);
    const own = users.find(name)![2] === String(uid);
    const files = accountFiles(sys);
    if (options.has('a') && options.has('S') && uid === 0) {
      for (const row of files.shadow.rows) yield* status(io, row);
      return 0;
    }
    if (uid !== 0 && (!own || options.has('d', 'e', 'i', 'l', 'n', 'u', 'w', 'x')))
      throw own ? new Fatal('Permission denied.') : new Fatal(`You may not view or modify password information for ${name}.`);
    const row = files.shadow.find(name);
    if (!row) throw new Fatal(`password unchanged`, 10);
    if (options.has('S')) {
      yield* status(io, row);
      return 0;
    }
    if (!options.has('d', 'e', 'i', 'l', 'n', 'u', 'w', 'x')) return yield* changed(io, files, row, uid === 0);
    if (options.has('l')) row[1] = row[1]!.startsWith('!') ? row[1]! : `!${row[1]}`;
    if (options.has('u')) {
      if (row[1] === '!' || row[1] === '!!') {
        throw new Fatal(
          `unlocking the password would result in a passwordless account.\nYou should set a password with usermod -p to unlock the password of this account.`,
          3,
        );
      }
      row[1] = row[1]!.replace(/^!/, '');
    }
    if (options.has('d')) row[1] = '';
    if (options.has('e')) row[2] = '0';
    for (const [letter, column] of [
      ['n', 3],
      ['x', 4],
      ['w', 5],
      ['i', 6],
    ] as const) {
      const value = options.value(letter);
      if (value === undefined) continue;
      if (!/^-?\d+$/.test(value)) throw new Fatal(`invalid numeric argument '${value}'`, 6);
      row[column] = value === '-1' ? '' : value;
    }
    files.shadow.save();
    if (!options.has('q'))
      yield* io.print(options.has('d', 'l', 'u') ? 'passwd: password changed.\n' : 'passwd: password expiry information changed.\n');
    return 0;
  },
};

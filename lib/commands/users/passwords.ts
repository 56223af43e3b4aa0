import { createHash } from 'node:crypto';
import { Fatal, type Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { AccountFile, accountFiles, saveAll, today } from './account-files';

/** What /etc/shadow keeps of a password: marked as this simulation's own digest, for `$y$` is not simulated. */
export const sealed = (password: string, salt: string): string =>
  `$nekala$${salt}$${createHash('sha256').update(`${salt}${password}`).digest('base64').replaceAll('=', '')}`;

/** Whether a password fits an entry of /etc/shadow. An empty entry fits any, a locked one none. */
export function fits(entry: string | undefined, password: string): boolean {
  if (entry === '') return true;
  const salt = /^\$nekala\$([^$]*)\$/.exec(entry ?? '')?.[1];
  return salt !== undefined && sealed(password, salt) === entry;
}

const saltOf = (io: Io) => Math.floor(io.sys.random() * 2 ** 32).toString(36);

export const chpasswd: Command = {
  name: 'chpasswd',
  options: 'e,encrypted c,crypt-method: m,md5 s,sha-rounds:',
  usage: 'Usage: chpasswd [options]\n',
  *run(io, options, sys) {
    const files = accountFiles(sys);
    const input = io.stdin;
    for (let number = 1, line = yield* input.line(); line !== null; number++, line = yield* input.line()) {
      const at = line.indexOf(':');
      if (at < 0) throw new Fatal(`line ${number}: missing new password\nerror detected, changes ignored`);
      const row = files.shadow.find(line.slice(0, at));
      if (!row)
        throw new Fatal(
          `(user ${line.slice(0, at)}) pam_chauthtok() failed, error:\nAuthentication token manipulation error\nchpasswd: (line ${number}, user ${line.slice(0, at)}) password not changed`,
        );
      const given = line.slice(at + 1);
      row[1] = options.has('e') ? given : sealed(given, saltOf(io));
      row[2] = today(sys);
    }
    saveAll(files);
    return 0;
  },
};

function* ask(io: Io, input: Io['stdin'], prompt: string): Task<string> {
  yield* io.stderr(prompt);
  const line = yield* input.line();
  yield* io.stderr('\n');
  if (line === null) throw new Fatal('Authentication token manipulation error\npasswd: password unchanged', 10);
  return line;
}

export const passwd: Command = {
  name: 'passwd',
  options: 'a,all d,delete e,expire l,lock S,status u,unlock q,quiet stdin',
  usage: 'Usage: passwd [options] [LOGIN]\n',
  *run(io, options, sys) {
    const users = new AccountFile(sys, '/etc/passwd');
    const name = options.operands[0] ?? users.rows.find(([, , uid]) => Number(uid) === sys.uid())?.[0] ?? '';
    if (!users.find(name)) throw new Fatal(`user '${name}' does not exist`);
    if (sys.uid() !== 0) {
      if (users.find(name)![2] !== String(sys.uid())) throw new Fatal(`You may not view or modify password information for ${name}.`);
      throw new Fatal("changing a password of one's own without being root is not simulated here");
    }
    const files = accountFiles(sys);
    const row = files.shadow.find(name);
    if (!row) throw new Fatal(`password unchanged`, 10);
    if (options.has('S')) {
      const state = /^[!*]/.test(row[1]!) ? 'L' : row[1] === '' ? 'NP' : 'P';
      const date = new Date(Number(row[2]) * 86_400_000).toISOString().slice(0, 10);
      yield* io.print(`${name} ${state} ${date} 0 99999 7 -1\n`);
      return 0;
    }
    if (options.has('l')) row[1] = row[1]!.startsWith('!') ? row[1]! : `!${row[1]}`;
    else if (options.has('u')) row[1] = row[1]!.replace(/^!/, '');
    else if (options.has('d')) row[1] = '';
    else if (options.has('e')) row[2] = '0';
    else {
      const input = io.stdin;
      const first = yield* ask(io, input, 'New password: ');
      const second = yield* ask(io, input, 'Retype new password: ');
      if (first !== second) throw new Fatal('Authentication token manipulation error\npasswd: password unchanged', 10);
      row[1] = sealed(first, saltOf(io));
      row[2] = today(sys);
    }
    saveAll(files);
    yield* io.print(options.has('l', 'u', 'd', 'e') ? 'passwd: password changed.\n' : 'passwd: password updated successfully\n');
    return 0;
  },
};

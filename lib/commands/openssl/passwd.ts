import { newSalt, sha512Crypt } from '../users/crypt';
import { askOnTerminal } from '../command/ask';
import type { Io, Task } from '../command/stdio';
import { Arguments, Complaint } from './arguments';

/** `openssl passwd -6`: an entry for /etc/shadow (`useradd -p`, `chpasswd -e`). */
export function* hashPassword(io: Io, words: readonly string[]): Task<number> {
  const args = new Arguments('passwd', words, 'in salt rand writerand', '6 5 1 apr1 aixmd5 quiet table reverse noverify stdin');
  if (args.has('5', '1', 'apr1', 'aixmd5') || !args.has('6'))
    throw new Complaint('passwd: algorithms other than -6 are not simulated here');
  const given = [...args.rest];
  if (args.has('stdin')) {
    const input = io.stdin;
    for (let line = yield* input.line(); line !== null; line = yield* input.line()) given.push(line);
  } else if (given.length === 0) {
    const first = yield* askOnTerminal(io.sys, 'Password: ');
    const second = args.has('noverify') ? first : yield* askOnTerminal(io.sys, 'Verifying - Password: ');
    if (first === undefined || first !== second) throw new Complaint('Verify failure');
    given.push(first);
  }
  for (const password of given) yield* io.print(`${sha512Crypt(password, args.value('salt') ?? newSalt(() => io.sys.random()))}\n`);
  return 0;
}

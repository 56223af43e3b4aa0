import { Accounts } from '../files/accounts';
import type { Command } from '../command/command';
import { strerror } from '../command/stdio';
import { PRIORITIES } from './journal';

/** logger(1): a line in the journal, and through rsyslog in /var/log/syslog. */
const logger: Command = {
  name: 'logger',
  options:
    'd,udp e,skip-empty f,file: h,help i id:: n,server: P,port: p,priority: s,stderr t,tag: u,socket: journald:: no-act T,tcp V,version S,size: octet-count rfc3164 rfc5424:: msgid: prio-prefix',
  version: 'logger from util-linux 2.39.3',
  usage: 'Usage:\n logger [options] [<message>]\n\nEnter messages into the system log.\n',
  *run(io, options, sys) {
    const given = options.value('p') ?? 'user.notice';
    const level = given.split('.').pop()!;
    const priority = /^[0-7]$/.test(level)
      ? Number(level)
      : ([...PRIORITIES] as string[]).indexOf({ error: 'err', warn: 'warning', panic: 'emerg' }[level] ?? level);
    if (priority < 0) {
      yield* io.error(`unknown priority name: ${given.split('.').pop()}`);
      return 1;
    }
    const identifier = options.value('t') ?? new Accounts(sys).userName(sys.uid());
    const lines: string[] = [];
    if (options.operands.length > 0) lines.push(options.operands.join(' '));
    else {
      try {
        const input = io.open(options.value('f') ?? '-');
        for (let line = yield* input.line(); line !== null; line = yield* input.line())
          if (line !== '' || !options.has('e')) lines.push(line);
      } catch (error) {
        yield* io.error(`file ${options.value('f')}: ${strerror(error)}`);
        return 1;
      }
    }
    for (const text of lines) {
      if (options.has('s')) yield* io.stderr(`<${8 + priority}>${identifier}: ${text}\n`);
      if (!options.has('no-act'))
        sys.host({
          call: 'journal-write',
          identifier,
          text,
          priority,
          ...(options.has('i', 'id') ? { pid: Number(options.value('id') || sys.pid) } : { pid: sys.pid }),
        });
    }
    return 0;
  },
};

export const loggingCommands: readonly Command[] = [logger];

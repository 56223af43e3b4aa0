import type { Signal } from '@/lib/hosts/process/program';
import { SIGNAL_NUMBERS } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import { become, waitFor } from '../command/child';
import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { parseDuration } from '../command/numbers';
import { localeQuote, quote } from '../command/quote';
import { isTerminal } from '../command/stdio';
import { strftime } from '../time/strftime';
import { timeZone } from '../time/zone';

/** A signal by name or number; undefined when there is none such. */
export function parseSignal(text: string): Signal | '0' | undefined {
  if (text === '0') return '0';
  const name = text.toUpperCase().replace(/^SIG/, '');
  if (name in SIGNAL_NUMBERS) return name as Signal;
  return (Object.keys(SIGNAL_NUMBERS) as Signal[]).find((s) => SIGNAL_NUMBERS[s] === Number(text));
}

export const timeout: Command = {
  name: 'timeout',
  options: 'f,foreground k,kill-after: s,signal: v,verbose preserve-status',
  settings: { stopAtOperand: true },
  usage: 'Usage: timeout [OPTION] DURATION COMMAND [ARG]...\nStart COMMAND, and kill it if still running after DURATION.\n',
  usageStatus: 125,
  *run(io, options, sys) {
    const [text, ...argv] = options.operands;
    if (text === undefined || argv.length === 0) {
      yield* io.stderr("Try 'timeout --help' for more information.\n");
      return 125;
    }
    const limit = parseDuration(text);
    if (limit === undefined) throw new UsageError(`invalid time interval ${localeQuote(text)}`);
    const signal = parseSignal(options.value('s') ?? 'TERM');
    if (!signal) throw new UsageError(`${localeQuote(options.value('s')!)}: invalid signal`);
    let pid: number;
    try {
      pid = sys.spawn({ argv });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Fatal(`failed to run command ${localeQuote(argv[0]!)}: ${error.message}`, error.code === 'ENOENT' ? 127 : 126);
    }
    let due = limit === 0 ? Infinity : sys.now() + limit;
    let stage = 0;
    const killAfter = options.value('k') === undefined ? undefined : parseDuration(options.value('k')!);
    for (;;) {
      const status = sys.waitpid(pid);
      if (!('wait' in status)) {
        if (status.state === 'exited')
          return stage === 0 || options.has('preserve-status') ? status.code : stage === 2 || signal === 'KILL' ? 137 : 124;
        continue;
      }
      if (sys.now() >= due) {
        const next = stage === 0 ? signal : 'KILL';
        if (options.has('v')) yield* io.error(`sending signal ${next} to command ${localeQuote(argv[0]!)}`);
        sys.kill(pid, next);
        stage++;
        due = stage === 1 && killAfter !== undefined ? sys.now() + killAfter : Infinity;
        continue;
      }
      yield { channels: status.wait, until: Number.isFinite(due) ? due : undefined };
    }
  },
};

export const nohup: Command = {
  name: 'nohup',
  options: '',
  settings: { stopAtOperand: true },
  usage: 'Usage: nohup COMMAND [ARG]...\n  or:  nohup OPTION\nRun COMMAND, ignoring hangup signals.\n',
  usageStatus: 125,
  *run(io, options, sys) {
    if (options.operands.length === 0) throw new UsageError('missing operand');
    sys.handleSignal('HUP', 'ignore');
    const fds: Record<number, number> = { 0: 0, 1: 1, 2: 2 };
    if (isTerminal(sys, 1)) {
      const input = isTerminal(sys, 0);
      fds[1] = sys.open('nohup.out', { write: true, create: true, append: true }, 0o600);
      yield* io.error(`${input ? 'ignoring input and ' : ''}appending output to ${quote('nohup.out')}`);
      if (input) fds[0] = sys.open('/dev/null', { read: true });
      if (isTerminal(sys, 2)) fds[2] = fds[1];
    }
    for (const [to, from] of Object.entries(fds)) if (Number(to) !== from) sys.dup2(from, Number(to));
    return yield* become(io, options.operands, undefined, (argv0, reason) => `failed to run command ${localeQuote(argv0)}: ${reason}`);
  },
};

/** Commands that change how another one runs in ways that leave no trace here: priorities, buffering. */
const passThrough = (name: string, options: string): Command => ({
  name,
  options,
  settings: { stopAtOperand: true },
  usage: `Usage: ${name} [OPTION] COMMAND [ARG]...\n`,
  usageStatus: 125,
  *run(io, given) {
    if (given.operands.length === 0) {
      if (name !== 'nice') throw new UsageError('missing operand');
      yield* io.print('0\n');
      return 0;
    }
    return yield* become(io, given.operands, undefined, (argv0, reason) => `${localeQuote(argv0)}: ${reason}`);
  },
});

export const watch: Command = {
  name: 'watch',
  options: 'n,interval: d,differences:: t,no-title b,beep e,errexit g,chgexit c,color x,exec p,precise q: w,no-wrap',
  settings: { stopAtOperand: true },
  usage: 'Usage:\n watch [options] command\n',
  *run(io, options, sys) {
    if (options.operands.length === 0) {
      yield* io.stderr(`${this.usage}`);
      return 1;
    }
    const seconds = Math.max(0.1, Number(options.value('n') ?? 2) || 2);
    const command = options.operands.join(' ');
    let before: string | undefined;
    for (;;) {
      const [read, write] = sys.pipe();
      const pid = sys.spawn({ argv: options.has('x') ? [...options.operands] : ['sh', '-c', command], fds: { 0: 0, 1: write, 2: write } });
      sys.close(write);
      let text = '';
      for (;;) {
        const got = sys.read(read);
        if (got === null) break;
        if (typeof got === 'string') text += got;
        else yield { channels: got.wait };
      }
      sys.close(read);
      const status = yield* waitFor(io, pid);
      const size = isTerminal(sys, 1) ? sys.ttySize(1) : { columns: 80, rows: 24 };
      const left = `Every ${seconds.toFixed(1)}s: ${command}`;
      const right = `${sys.hostname()}: ${strftime('%a %b %e %H:%M:%S %Y', sys.now(), timeZone(sys))}`;
      const title = options.has('t')
        ? []
        : [left.slice(0, Math.max(0, size.columns - right.length - 1)).padEnd(size.columns - right.length) + right, ''];
      const lines = [
        ...title,
        ...text
          .replace(/\n$/, '')
          .split('\n')
          .map((l) => l.slice(0, size.columns)),
      ].slice(0, size.rows);
      yield* io.print(`\x1b[H\x1b[2J${lines.join('\r\n')}`);
      yield* io.flush();
      if (options.has('e') && status.code !== 0) return 8;
      if (options.has('g') && before !== undefined && before !== text) return 0;
      before = text;
      yield* io.sleep(seconds * 1000);
    }
  },
};

export const runningCommands: readonly Command[] = [
  timeout,
  nohup,
  watch,
  passThrough('nice', 'n,adjustment:'),
  passThrough('stdbuf', 'i: o: e:'),
  passThrough('ionice', 'c: n: p: t'),
  passThrough('setsid', 'c f w'),
];

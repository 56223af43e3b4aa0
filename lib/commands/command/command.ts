import type { Program, ProgramTable } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { PatternError } from '@/lib/hosts/regex/pattern-error';
import { getopt, type GetoptSettings, type Options, UsageError } from './getopt';
import { Io, type Task } from './stdio';

/** Ends the program from anywhere in it. */
export class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

/** Ends the program with `name: message` on standard error. */
export class Fatal extends Error {
  constructor(
    message: string,
    readonly code = 1,
  ) {
    super(message);
  }
}

/** An external command: its options, its help, and what it does. */
export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Options in the notation of `getopt`; absent: `run` gets all arguments as operands and parses them itself. */
  readonly options?: string;
  readonly settings?: GetoptSettings;
  /** The start of `--help`. */
  readonly usage: string;
  /** What `--version` prints first; default `name (GNU coreutils) 9.4`. */
  readonly version?: string;
  /** What follows the message about a refused command line; default: `Try 'x --help' for more information.` */
  readonly refusal?: string;
  /** Exit status of a refused command line. Default 1. */
  readonly usageStatus?: number;
  /** Rewrites arguments before getopt sees them (`head -5`). */
  prepare?(args: readonly string[]): readonly string[];
  run(io: Io, options: Options, sys: Sys): Task<number>;
}

/** Commands by the programs that they became. */
const COMMANDS = new WeakMap<Program, Command>();

/** The command that a program of `program()` is. */
export const commandOf = (run: Program): Command | undefined => COMMANDS.get(run);

/** The program that a command is. */
export function program(command: Command): Program {
  const run: Program = function* (sys, argv) {
    const called = (argv[0] ?? command.name).split('/').pop()!;
    const io = new Io(sys, called === command.name || command.aliases?.includes(called) ? called : command.name);
    let code: number;
    try {
      code = yield* start(command, io, sys, argv.slice(1));
    } catch (error) {
      if (error instanceof Exit) code = error.code;
      else if (error instanceof Fatal) {
        yield* io.error(error.message);
        code = error.code;
      } else if (error instanceof Errno && error.code !== 'EPIPE') {
        yield* io.error(error.message);
        code = 1;
      } else if (error instanceof Errno) return yield* brokenPipe(io);
      else if (error instanceof PatternError) {
        yield* io.error(error.message);
        code = 2;
      } else throw error;
    }
    try {
      yield* io.flush();
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'EPIPE') return yield* brokenPipe(io);
      yield* io.error(`write error: ${error.message}`);
      return code || 1;
    }
    return code;
  };
  COMMANDS.set(run, command);
  return run;
}

/** Puts commands into the table of programs. */
export function addAll(programs: ProgramTable, commands: readonly Command[]): void {
  for (const command of commands) {
    const run = program(command);
    for (const name of [command.name, ...(command.aliases ?? [])]) programs.add(name, run);
  }
}

function* start(command: Command, io: Io, sys: Sys, args: readonly string[]): Task<number> {
  let options: Options;
  try {
    options =
      command.options === undefined
        ? getopt(['--', ...args], '')
        : getopt(command.prepare ? command.prepare(args) : args, command.options, command.settings);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return yield* refuse(command, io, error);
  }
  if (options.has('help')) {
    yield* io.print(command.usage.endsWith('\n') ? command.usage : `${command.usage}\n`);
    return 0;
  }
  if (options.has('version')) {
    yield* io.print(`${command.version ?? `${io.name} (GNU coreutils) 9.4`}\n`);
    return 0;
  }
  try {
    return yield* command.run(io, options, sys);
  } catch (error) {
    if (error instanceof UsageError) return yield* refuse(command, io, error);
    throw error;
  }
}

function* refuse(command: Command, io: Io, error: UsageError): Task<number> {
  yield* io.error(error.message);
  if (error.hint) yield* io.stderr(command.refusal ?? `Try '${io.name} --help' for more information.\n`);
  return error.status ?? command.usageStatus ?? 1;
}

/** What happens after EPIPE when SIGPIPE is ignored (else the signal has ended the process already). */
function* brokenPipe(io: Io): Task<number> {
  try {
    yield* io.stderr(`${io.name}: write error: Broken pipe\n`);
  } catch {
    // standard error is gone as well: nobody to tell
  }
  return 1;
}

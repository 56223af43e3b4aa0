import { Fatal } from '../command/command';
import { type Options, UsageError } from '../command/getopt';
import { quote } from '../command/quote';
import type { Io } from '../command/stdio';
import { strerror } from '../command/stdio';
import { baseName, isDirectory, join, lstatOrUndefined } from './paths';

export interface Pair {
  readonly from: string;
  readonly to: string;
}

/** What goes where for cp, mv, ln and install: `SOURCE DEST`, `SOURCE... DIRECTORY`, `-t DIRECTORY SOURCE...`. */
export function destinations(io: Io, options: Options, noTarget = options.has('T')): Pair[] {
  const given = options.operands;
  const directory = options.value('t');
  if (given.length === 0) throw new UsageError('missing file operand');
  if (directory !== undefined) {
    if (!isDirectory(io.sys, directory)) throw new Fatal(`target directory ${quote(directory)}: ${reason(io, directory)}`);
    return given.map((from) => ({ from, to: join(directory, baseName(from)) }));
  }
  const last = given.at(-1)!;
  if (given.length === 1) throw new UsageError(`missing destination file operand after ${quote(last)}`);
  if (noTarget) {
    if (given.length > 2) throw new UsageError(`extra operand ${quote(given[2]!)}`);
    return [{ from: given[0]!, to: last }];
  }
  if (isDirectory(io.sys, last)) return given.slice(0, -1).map((from) => ({ from, to: join(last, baseName(from)) }));
  if (given.length > 2) throw new Fatal(`target ${quote(last)}: ${reason(io, last)}`);
  return [{ from: given[0]!, to: last }];
}

function reason(io: Io, path: string): string {
  if (lstatOrUndefined(io.sys, path)) return 'Not a directory';
  try {
    io.sys.stat(path);
  } catch (error) {
    return strerror(error);
  }
  return 'Not a directory';
}

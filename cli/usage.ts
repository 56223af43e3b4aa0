import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The command line is wrong; the message says how. Exit code 2. */
export class UsageError extends Error {}

/** node:util's parseArgs with a UsageError for what it refuses. */
export function readArgs<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** A whole number within bounds from an option's text. */
export function wholeNumber(option: string, text: string, from: number, to: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < from || value > to)
    throw new UsageError(`--${option} takes a whole number from ${from} to ${to}, not ${JSON.stringify(text)}`);
  return value;
}

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readExam } from '@/lib/exams/load';
import { FileError } from '@/lib/labs/yaml-file';
import { readArgs, UsageError } from '../usage';

const USAGE = `usage: nekala exam check FILE ...

Reads exam files and the labs they name, and says what is wrong with them, at file, line and field.`;

/** `nekala exam check`. */
export function exam(args: readonly string[]): number {
  const [action, ...rest] = args;
  if (action === undefined || action === '--help' || action === '-h') {
    console.log(USAGE);
    return 0;
  }
  if (action !== 'check') throw new UsageError(`unknown action ${JSON.stringify(action)}; there is: check`);
  const { positionals } = readArgs({ args: rest, allowPositionals: true, options: {} });
  if (positionals.length === 0) throw new UsageError('exam check takes at least one file');
  let faults = 0;
  for (const file of positionals) {
    if (!existsSync(file)) throw new UsageError(`${file}: no such file`);
    try {
      const read = readExam(resolve(file));
      const weights = new Map<string, number>();
      for (const { domain, weight } of read.tasks) weights.set(domain, (weights.get(domain) ?? 0) + weight);
      console.log(
        `✓ ${file}: ${read.tasks.length} tasks, ${read.minutes} minutes; ${[...weights].map(([domain, weight]) => `${domain} ${weight} %`).join(', ')}`,
      );
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      console.log(`✗ ${error.message}`);
      faults++;
    }
  }
  return faults === 0 ? 0 : 1;
}

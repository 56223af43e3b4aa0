import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { LABS_FOLDER, listLabs, readLab } from '@/lib/labs/load';
import { proveLab } from '@/lib/labs/prove';
import { FileError } from '@/lib/labs/yaml-file';
import { readArgs, UsageError } from '../usage';

const USAGE = `usage: nekala lab test [--verbose] [DIR ...]

  test   prove labs (default: all of content/labs): a fresh cluster scores less than full on every task, solution.sh and
         alternatives/*.sh score full (also through a snapshot), near-misses/*.sh less than full`;

/** `nekala lab …` */
export function lab(args: readonly string[]): number {
  const [action, ...rest] = args;
  if (action === undefined || action === '--help' || action === '-h') {
    console.log(USAGE);
    return 0;
  }
  if (action !== 'test') throw new UsageError(`${JSON.stringify(action)} is not simulated yet; there is: test`);
  const { values, positionals } = readArgs({
    args: rest,
    allowPositionals: true,
    options: { verbose: { type: 'boolean', default: false } },
  });
  const folders = positionals.length > 0 ? positionals.map((folder) => resolve(folder)) : listLabs().map((slug) => join(LABS_FOLDER, slug));
  if (folders.length === 0) throw new UsageError('there are no labs in content/labs');
  const missing = folders.find((folder) => !existsSync(join(folder, 'lab.yaml')));
  if (missing) throw new UsageError(`${missing} holds no lab.yaml`);
  let failed = 0;
  folders.forEach((folder, index) => {
    const start = performance.now();
    const faults = test(folder, values.verbose);
    const took = `${((performance.now() - start) / 1000).toFixed(1)} s`;
    console.log(`${faults.length === 0 ? '✓' : '✗'} [${index + 1}/${folders.length}] ${basename(folder)} (${took})`);
    for (const fault of faults) console.log(`    ${fault}`);
    if (faults.length > 0) failed++;
  });
  console.log(`${folders.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function test(folder: string, verbose: boolean): string[] {
  const faults: string[] = [];
  try {
    for (const proof of proveLab(readLab(folder, 1))) {
      if (verbose) console.log(`  ${proof.ok ? '✓' : '✗'} ${proof.what}: ${proof.score}/${proof.maximum}`);
      if (!proof.ok) faults.push(`${proof.what} (${proof.score}/${proof.maximum}): ${proof.why}`);
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    faults.push(error.message);
  }
  return faults;
}

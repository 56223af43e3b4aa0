import { listFaults, readFault } from '@/lib/labs/faults/load';
import { proveFault } from '@/lib/labs/faults/prove';
import { FileError } from '@/lib/labs/yaml-file';
import { readArgs, UsageError } from '../usage';

const USAGE = `usage: nekala fault list
       nekala fault test [NAME ...]

  list   names and titles of the faults that labs can use (content/faults)
  test   prove faults (default: all): the symptoms show once the cluster is broken, so do the clues, and the repair ends them`;

/** `nekala fault …` */
export function fault(args: readonly string[]): number {
  const [action, ...rest] = args;
  if (action === undefined || action === '--help' || action === '-h') {
    console.log(USAGE);
    return 0;
  }
  if (action !== 'list' && action !== 'test') throw new UsageError(`no action ${JSON.stringify(action)}\n${USAGE}`);
  const { positionals } = readArgs({ args: rest, allowPositionals: true, options: {} });
  const known = listFaults();
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`there is no fault ${JSON.stringify(unknown)}; nekala fault list names them`);
  const names = positionals.length > 0 ? positionals : known;
  return action === 'list' ? list(names) : test(names);
}

function list(names: readonly string[]): number {
  for (const name of names) console.log(`${name.padEnd(48)}${readFault(name).title.en}`);
  return 0;
}

function test(names: readonly string[]): number {
  let failed = 0;
  names.forEach((name, index) => {
    const start = performance.now();
    const complaints = prove(name);
    const took = `${((performance.now() - start) / 1000).toFixed(1)} s`;
    console.log(`${complaints.length === 0 ? '✓' : '✗'} [${index + 1}/${names.length}] ${name} (${took})`);
    for (const complaint of complaints) console.log(`    ${complaint}`);
    if (complaints.length > 0) failed++;
  });
  console.log(`${names.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function prove(name: string): string[] {
  try {
    return proveFault(readFault(name));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return [error.message];
  }
}

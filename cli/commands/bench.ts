import { api } from '@/bench/api';
import { cluster } from '@/bench/cluster';
import { deployment } from '@/bench/deployment';
import { echo } from '@/bench/echo';
import { fork } from '@/bench/fork';
import { getPods } from '@/bench/get-pods';
import { kubectl } from '@/bench/kubectl';
import { table, type Bench } from '@/bench/table';
import { readArgs, UsageError } from '../usage';

const BENCHES: readonly Bench[] = [fork, getPods, kubectl, api, deployment, cluster, echo];

const USAGE = `usage: nekala bench [NAME ...]

${BENCHES.map(({ name, what }) => `  ${name.padEnd(12)}${what}`).join('\n')}`;

/** `nekala bench`: prints each figure beside its budget. */
export async function bench(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs({
    args: [...args],
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const unknown = positionals.find((name) => !BENCHES.some((entry) => entry.name === name));
  if (unknown) throw new UsageError(`no bench ${JSON.stringify(unknown)}\n\n${USAGE}`);
  for (const entry of BENCHES.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    console.log(`\n${entry.what}`);
    console.log(table(await entry.run()));
  }
  return 0;
}

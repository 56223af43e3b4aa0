import { existsSync, readFileSync } from 'node:fs';
import { World } from '@/lib/world/world';
import { readArgs, UsageError, wholeNumber } from '../usage';

const USAGE = `usage: nekala shell [--profile NAME] [--host H] [--user U] [--seed N] [--json] [-c TEXT | SCRIPT ...]

Runs scripts in order on one fresh cluster, each as "bash SCRIPT" on that host, letting the cluster come to rest between
them. Prints what they print and exits with the last one's code; with --json, one line per script:
{script, exit, stdout, stderr, virtualMs, wallMs}. Without a script: a terminal.`;

/** Virtual time that a cluster gets to come to rest after a script. */
const SETTLE_MS = 120_000;

interface Script {
  readonly name: string;
  readonly text: string;
}

/** `nekala shell`. */
export async function shell(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      profile: { type: 'string', default: 'kubeadm' },
      host: { type: 'string' },
      user: { type: 'string', default: 'root' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      command: { type: 'string', short: 'c' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (!World.profiles().includes(values.profile)) {
    throw new UsageError(`no profile ${JSON.stringify(values.profile)}; there are: ${World.profiles().join(', ')}`);
  }
  if (values.command !== undefined && positionals.length > 0) throw new UsageError('give either -c TEXT or scripts');
  const missing = positionals.find((file) => !existsSync(file));
  if (missing) throw new UsageError(`${missing}: no such file`);
  const scripts: Script[] =
    values.command !== undefined
      ? [{ name: '-c', text: values.command }]
      : positionals.map((name) => ({ name, text: readFileSync(name, 'utf8') }));
  const world = World.boot(values.profile, { seed: wholeNumber('seed', values.seed, 0, 2 ** 32 - 1), now: Date.now() });
  const host = values.host ?? world.defaultHost;
  if (!world.hosts.get(host)) throw new UsageError(`profile ${values.profile} has no host ${JSON.stringify(host)}`);
  if (scripts.length === 0) {
    const { attachTerminal } = await import('../terminal');
    return attachTerminal(world, host, values.user);
  }
  let exit = 0;
  for (const script of scripts) {
    const virtual = world.sim.now();
    const wall = performance.now();
    const result = world.runScript({ host, user: values.user, text: script.text, name: script.name === '-c' ? 'bash' : script.name });
    const times = { virtualMs: world.sim.now() - virtual, wallMs: Math.round((performance.now() - wall) * 10) / 10 };
    world.settle({ limitMs: SETTLE_MS });
    exit = result.exit;
    if (values.json)
      console.log(JSON.stringify({ script: script.name, exit: result.exit, stdout: result.stdout, stderr: result.stderr, ...times }));
    else {
      process.stdout.write(result.stdout);
      process.stderr.write(result.stderr);
    }
  }
  return values.json ? 0 : exit;
}

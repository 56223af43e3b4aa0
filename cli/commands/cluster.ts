import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { World } from '@/lib/world/world';
import { readArgs, UsageError, wholeNumber } from '../usage';

const USAGE = `usage: nekala cluster [--profile NAME] [--port N] [--host ADDRESS] [--kubeconfig FILE] [--seed N]

Boots one simulated cluster and serves it over TLS to real kubectl, helm and other clients until stopped. Prints one line
when it is ready. Without --kubeconfig, the kubeconfig is written to ./nekala.kubeconfig.`;

/** `nekala cluster`: serves until SIGINT or SIGTERM. */
export async function cluster(args: readonly string[]): Promise<number> {
  const { values } = readArgs({
    args: [...args],
    options: {
      profile: { type: 'string', default: 'kubeadm' },
      port: { type: 'string', default: '0' },
      host: { type: 'string', default: '127.0.0.1' },
      kubeconfig: { type: 'string', default: 'nekala.kubeconfig' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (!World.profiles().includes(values.profile))
    throw new UsageError(`no profile ${JSON.stringify(values.profile)}; there are: ${World.profiles().join(', ')}`);
  const port = wholeNumber('port', values.port, 0, 65535);
  const { serveWorld } = await import('@/lib/wire/serve-world');
  const world = World.boot(values.profile, { seed: wholeNumber('seed', values.seed, 0, 2 ** 32 - 1), now: Date.now() });
  const served = await serveWorld(world, { host: values.host, port }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot listen on ${values.host}:${port}: ${error.message}`);
  });
  const file = resolve(values.kubeconfig);
  try {
    writeFileSync(file, served.kubeconfig, { mode: 0o600 });
  } catch (error) {
    await served.close();
    throw new UsageError(`cannot write the kubeconfig: ${(error as Error).message}`);
  }
  console.log(`ready: https://${served.host}:${served.port} profile ${values.profile}; use: export KUBECONFIG=${file}`);
  await new Promise<void>((stop) => {
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
  await served.close();
  return 0;
}

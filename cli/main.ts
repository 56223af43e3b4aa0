import { UsageError } from './usage';

type Command = (args: readonly string[]) => Promise<number> | number;

/** Commands by name, each loaded when it is called. */
const COMMANDS: Readonly<Record<string, { readonly help: string; load(): Promise<Command> }>> = {
  cluster: { help: 'serve a simulated cluster to real clients', load: async () => (await import('./commands/cluster')).cluster },
  shell: {
    help: 'run scripts, or a terminal, on a host of a simulated cluster',
    load: async () => (await import('./commands/shell')).shell,
  },
  lab: { help: 'test, make, preview and import labs', load: async () => (await import('./commands/lab')).lab },
  fault: { help: 'list and prove the ways to break a cluster', load: async () => (await import('./commands/fault')).fault },
  exam: { help: 'check exam files', load: async () => (await import('./commands/exam')).exam },
  conformance: {
    help: 'compare with recordings of a real control plane',
    load: async () => (await import('./commands/conformance')).conformance,
  },
  bench: { help: 'measure', load: async () => (await import('./commands/bench')).bench },
};

const USAGE = `usage: nekala COMMAND [ARGS]

${Object.entries(COMMANDS)
  .map(([name, { help }]) => `  ${name.padEnd(12)}${help}`)
  .join('\n')}

Each command explains itself with --help.`;

/** Runs the `nekala` command; gives its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(USAGE);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    console.error(`nekala: unknown command ${JSON.stringify(name)}\n\n${USAGE}`);
    return 2;
  }
  try {
    return await (
      await command.load()
    )(rest);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`nekala ${name}: ${error.message}`);
    return 2;
  }
}

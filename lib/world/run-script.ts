import type { Core } from './core';
import { loginEnvironment, loginOf } from './handlers';

export interface ScriptOptions {
  readonly host: string;
  readonly user: string;
  /** The script itself. */
  readonly text: string;
  /** What $0 says. Default `script.sh`. */
  readonly name?: string;
  readonly args?: readonly string[];
  /** Virtual milliseconds it may take. Default 30 minutes; then it is killed and exits 124. */
  readonly limitMs?: number;
}

export interface ScriptResult {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

const STEPS = 20_000_000;

/** Runs `bash SCRIPT` on a host to its end, letting virtual time pass as far as the script needs. */
export function runScript(core: Core, options: ScriptOptions): ScriptResult {
  const kernel = core.kernel(options.host);
  const login = loginOf(kernel, options.user);
  if (!login) throw new Error(`${options.host}: no user ${options.user}`);
  const id = String(core.nextSession++);
  const tree = kernel.tree();
  const name = (options.name ?? 'script.sh').split('/').pop()!;
  const path = `/tmp/.nekala-${id}/${name}`;
  tree.mkdirs(path.slice(0, path.lastIndexOf('/')));
  tree.writeFile(path, options.text, { mode: 0o755 });
  const [out, err] = [`script:${id}:stdout`, `script:${id}:stderr`];
  core.outputs.set(out, '');
  core.outputs.set(err, '');
  const process = kernel.launch({
    argv: ['bash', path, ...(options.args ?? [])],
    file: '/bin/bash',
    who: login.who,
    cwd: login.home,
    env: { ...loginEnvironment(options.user, login.home, login.shell), TERM: 'dumb' },
    background: false,
    files: { 1: kernel.sink(out), 2: kernel.sink(err) },
  });
  core.own(options.host, process.pid, { kind: 'script', id });
  const { sim } = core;
  const end = sim.now() + (options.limitMs ?? 1_800_000) - sim.leapt;
  let steps = 0;
  const over = () => core.exits.has(id);
  while (!over()) {
    if (!sim.run({ steps: STEPS, shouldStop: over }) && !over()) break;
    if (over()) break;
    const next = sim.nextDue;
    if (next === undefined || next > end + sim.leapt || ++steps > 5_000_000) break;
    sim.runUntil(next, { steps: STEPS, shouldStop: over });
  }
  if (!over()) {
    kernel.kill(process, 'KILL');
    core.exits.set(id, 124);
  }
  const result = {
    exit: core.exits.get(id)!,
    stdout: core.outputs.get(out)!,
    stderr: core.outputs.get(err)!.replaceAll(path, options.name ?? 'script.sh'),
  };
  core.exits.delete(id);
  core.outputs.delete(out);
  core.outputs.delete(err);
  if (tree.tryFind(path)) tree.unlink(path);
  const directory = path.slice(0, path.lastIndexOf('/'));
  if (tree.tryFind(directory) && tree.readdir(directory).length === 0) tree.rmdir(directory);
  return result;
}

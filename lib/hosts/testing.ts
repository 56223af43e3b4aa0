import { Sim } from '@/lib/sim/sim';
import { deviceFs, installProgram, layDirectories, standardMounts, treeOf } from './base-system';
import { FileSystem } from './fs/file-system';
import type { Credentials } from './fs/files';
import { rootMount } from './fs/mounts';
import { ServiceTable, type Network } from './net/network';
import { errno } from './process/errno';
import { bindProcessQueue, HOST, Kernel } from './process/kernel';
import type { MachineBindings } from './process/machine-state';
import type { ProgramTable } from './process/program';
import type { HostCall } from './process/sys';

export interface RunOptions {
  readonly stdin?: string;
  /** Written before the run, parents made as needed. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Default root. Other names are made with uid 1000. */
  readonly user?: string;
  /** Virtual milliseconds the run may take. Default an hour. */
  readonly limitMs?: number;
}

export interface RunResult {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TestMachine {
  readonly kernel: Kernel;
  readonly sim: Sim;
  run(argv: readonly string[], options?: RunOptions): RunResult;
  readFile(path: string): string;
  writeFile(path: string, text: string): void;
  /** The machine and its time copied; both go on apart. */
  fork(): TestMachine;
}

const NO_NETWORK: Network = {
  dial: () => {
    throw errno('ECONNREFUSED');
  },
  http: () => {
    throw errno('ECONNREFUSED');
  },
  serverCertificate: () => {
    throw errno('ECONNREFUSED');
  },
  dns: (_, server) => ({ status: 'TIMEOUT', server, answers: [] }),
  readStream: () => ({ items: [], ended: true }),
  writeStream: () => {},
  closeStream: () => {},
};

const NOW = Date.UTC(2026, 0, 15, 9, 0, 0);

/**
 * A machine for tests of programs: an Ubuntu-like tree, every program of the table in /usr/bin, user root. A program
 * that throws what is not an Errno makes `run` throw it.
 */
export function testMachine(
  programs: ProgramTable,
  options: { hostname?: string; network?: Network; services?: ServiceTable; hostCall?: (call: HostCall) => unknown } = {},
): TestMachine {
  const sim = new Sim({ seed: 1, now: NOW });
  const run = new Runs();
  const kernel = Kernel.create(options.hostname ?? 'localhost', sim, bindings(programs, run, options));
  furnish(kernel, programs);
  return machineOf(kernel, sim, run, programs, options);
}

/** What runs have written and how they ended. Not state: a run is over before anything is forked. */
class Runs {
  readonly output = new Map<string, string>();
  readonly exits = new Map<number, number>();
  fault: unknown;
}

function bindings(programs: ProgramTable, runs: Runs, options: Parameters<typeof testMachine>[1] & object): MachineBindings {
  return {
    programs,
    services: options.services ?? new ServiceTable(),
    network: options.network ?? NO_NETWORK,
    hostCall: (_, __, call) => {
      if (!options.hostCall) throw new Error(`host call ${call.call} is not simulated here`);
      return options.hostCall(call);
    },
    sink: (_, sink, text) => runs.output.set(sink, (runs.output.get(sink) ?? '') + text),
    ended: (_, process) => runs.exits.set(process.pid, process.change?.code ?? 0),
    crashed: (_, __, error) => {
      runs.fault ??= error;
    },
  };
}

function furnish(kernel: Kernel, programs: ProgramTable): void {
  const fs = new FileSystem('ext4', NOW);
  const tree = treeOf(fs, NOW);
  layDirectories(tree, { merged: true });
  for (const name of programs.names()) installProgram(tree, `/usr/bin/${name}`, name);
  if (programs.get('bash')) {
    for (const name of ['sh', 'rbash']) if (!programs.get(name)) tree.symlink('bash', `/usr/bin/${name}`);
  }
  tree.writeFile('/etc/hostname', `${kernel.name}\n`);
  tree.writeFile('/etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${kernel.name}\n`);
  tree.writeFile(
    '/etc/passwd',
    'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\nuser:x:1000:1000::/home/user:/bin/bash\n',
  );
  tree.writeFile('/etc/group', 'root:x:0:\ntty:x:5:\nnogroup:x:65534:\nuser:x:1000:\n');
  tree.mkdir('/home/user');
  tree.chown('/home/user', 1000, 1000);
  kernel.addStore('root', fs);
  kernel.addStore('dev', deviceFs(NOW));
  kernel.setNet({ id: HOST, addresses: ['10.0.0.5'] });
  const mounts = standardMounts(rootMount('root', 'ext4', '/dev/vda1'), 'dev');
  kernel.setNamespaces({ id: HOST, hostname: kernel.name, net: HOST, pid: '', mounts });
}

function machineOf(
  kernel: Kernel,
  sim: Sim,
  runs: Runs,
  programs: ProgramTable,
  options: Parameters<typeof testMachine>[1] & object,
): TestMachine {
  bindProcessQueue(sim, () => kernel);
  const tree = kernel.tree();
  const writeFile = (path: string, text: string) => {
    tree.mkdirs(path.slice(0, path.lastIndexOf('/')));
    tree.writeFile(path, text);
  };
  return {
    kernel,
    sim,
    readFile: (path) => tree.readFile(path),
    writeFile,
    run(argv, { stdin, files = {}, env = {}, cwd, user = 'root', limitMs = 3_600_000 } = {}) {
      for (const [path, text] of Object.entries(files)) writeFile(path, text);
      const who: Credentials = user === 'root' ? { uid: 0, gid: 0, groups: [0] } : { uid: 1000, gid: 1000, groups: [1000] };
      const home = user === 'root' ? '/root' : `/home/${user}`;
      const id = kernel.state.nextPid;
      const input = kernel.inputPipe();
      const process = kernel.launch({
        argv,
        who,
        cwd: cwd ?? home,
        env: {
          PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
          HOME: home,
          USER: user,
          LOGNAME: user,
          LANG: 'C.UTF-8',
          ...env,
        },
        background: false,
        files: { 0: input.read, 1: kernel.sink(`out${id}`), 2: kernel.sink(`err${id}`) },
      });
      let rest = stdin ?? '';
      const end = sim.now() + limitMs;
      rest = rest.slice(kernel.feed(input.write, rest));
      if (rest === '') kernel.releaseFile(input.write);
      while (!runs.exits.has(process.pid)) {
        const ran = sim.run({ steps: 2_000_000 });
        if (!ran) throw new Error(`${argv[0]} went on without end`);
        if (runs.exits.has(process.pid)) break;
        const taken = rest === '' ? 0 : kernel.feed(input.write, rest);
        if (taken > 0) {
          rest = rest.slice(taken);
          if (rest === '') kernel.releaseFile(input.write);
          continue;
        }
        const next = sim.nextDue;
        if (next === undefined || next > end)
          throw new Error(`${argv.join(' ')} did not end: it waits for ${process.waits.join(', ') || 'nothing'}`);
        sim.runUntil(next, { steps: 2_000_000 });
      }
      if (runs.fault) {
        const { fault } = runs;
        runs.fault = undefined;
        throw fault;
      }
      const take = (sink: string) => {
        const text = runs.output.get(sink) ?? '';
        runs.output.delete(sink);
        return text;
      };
      return { exit: runs.exits.get(process.pid)!, stdout: take(`out${id}`), stderr: take(`err${id}`) };
    },
    fork() {
      const other = sim.fork();
      const otherRuns = new Runs();
      return machineOf(kernel.fork(other, bindings(programs, otherRuns, options)), other, otherRuns, programs, options);
    },
  };
}

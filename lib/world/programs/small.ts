import type { Program } from '@/lib/hosts/process/program';
import { flag, print, printError, untilSignal } from './daemon';
import { execInPlace } from './entry-point';
import { sleep } from '@/lib/hosts/process/blocking';

/** /pause: holds the namespaces of a pod. */
export const pause: Program = function* (sys) {
  const signal = yield* untilSignal(sys, ['TERM', 'INT']);
  yield* printError(sys, `Shutting down, got signal: ${signal === 'TERM' ? 'Terminated' : 'Interrupt'}\n`);
  return 0;
};

/** Entry points that only execute what they are given (`docker-entrypoint.sh` of redis, go-runner, dumb-init). */
export const execArguments: Program = function* (sys, argv) {
  const command = argv.slice(1).filter((argument, i) => !(i === 0 && argument === '--'));
  if (command.length === 0) return 0;
  return yield* execInPlace(sys, command, argv[0]!);
};

/** curlimages/curl: a first argument that is no command is one of curl's. */
export const curlEntrypoint: Program = function* (sys, argv) {
  const first = argv[1] ?? '';
  const isCommand =
    first !== '' && !first.startsWith('-') && !first.includes('://') && ['curl', 'sh', 'sleep', 'cat', 'ls', '/bin/sh'].includes(first);
  return sys.exec({ argv: isCommand ? argv.slice(1) : ['curl', ...argv.slice(1)] });
};

/** stress: takes the memory it is told to, which may be more than the container's limit. */
export const stress: Program = function* (sys, argv) {
  const size = /^(\d+)([KMGB]?)$/i.exec(flag(argv, 'vm-bytes') ?? '256M');
  const workers = Number(flag(argv, 'vm') ?? 0);
  const cpus = Number(flag(argv, 'cpu') ?? argv[argv.indexOf('-c') + 1] ?? 0) || 0;
  yield* print(sys, `stress: info: [${sys.pid}] dispatching hogs: ${cpus} cpu, 0 io, ${workers} vm, 0 hdd\n`);
  if (workers > 0 && size) {
    const unit = { '': 1, B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[size[2]!.toUpperCase()] ?? 1;
    const fits = sys.host({ call: 'allocate', bytes: workers * Number(size[1]) * unit }) as boolean;
    if (!fits) {
      yield* printError(
        sys,
        `stress: FAIL: [${sys.pid}] (416) <-- worker ${sys.pid + 6} got signal 9\nstress: WARN: [${sys.pid}] (418) now reaping child worker processes\nstress: FAIL: [${sys.pid}] (422) kill error: No such process\nstress: FAIL: [${sys.pid}] (452) failed run completed in 0s\n`,
      );
      return 1;
    }
  }
  if (cpus > 0) sys.host({ call: 'burn', millicores: cpus * 1000 });
  const timeout = /^(\d+)s?$/.exec(flag(argv, 'timeout') ?? flag(argv, 't') ?? '');
  if (timeout) {
    yield* sleep(sys, Number(timeout[1]) * 1000);
    sys.host({ call: 'burn', millicores: 0 });
    yield* print(sys, `stress: info: [${sys.pid}] successful run completed in ${timeout[1]}s\n`);
    return 0;
  }
  yield* untilSignal(sys, ['TERM', 'INT']);
  return 1;
};

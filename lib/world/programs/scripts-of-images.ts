import { print, printError, sleep } from '@/lib/hosts/process/blocking';
import type { Program } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import { flag, stamp, untilSignal } from './daemon';
import { execInPlace } from './entry-point';
import { secretFrom } from './console';

/** Entry points that put a server before arguments that are only options, and else become what they are given. */
export const serverEntrypoint = (server: string, before: readonly string[] = []): Program =>
  function* (sys, argv) {
    const given = argv.slice(1);
    const command = given.length === 0 || given[0]!.startsWith('-') || given[0]!.endsWith('.conf') ? [server, ...before, ...given] : given;
    return yield* execInPlace(sys, command, argv[0]!);
  };

/** docker-entrypoint.sh of node: a first argument that is no command is a script's name. */
export const nodeEntrypoint: Program = function* (sys, argv) {
  const given = argv.slice(1);
  const first = given[0] ?? 'node';
  const path = sys.env().PATH ?? '';
  const isCommand =
    !first.startsWith('-') &&
    (first.includes('/')
      ? sys.exists(first) && sys.access(first, 'x')
      : path.split(':').some((directory) => sys.exists(`${directory}/${first}`)));
  return yield* execInPlace(sys, isCommand ? given : ['node', ...given], argv[0]!);
};

/** docker-entrypoint.sh of applications on Apache: they copy themselves into the served directory when that is empty. */
export const cmsEntrypoint = (name: string, index: string): Program =>
  function* (sys, argv) {
    const command = argv.slice(1);
    if (command[0]?.startsWith('apache2') || command[0] === 'php-fpm') {
      try {
        if (!sys.exists(index)) {
          yield* printError(sys, `${name} not found in ${sys.cwd()} - copying now...\n`);
          sys.writeFile(index, `<?php\n// ${name}\n`);
          yield* printError(sys, `Complete! ${name} has been successfully copied to ${sys.cwd()}\n`);
        }
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        yield* printError(sys, `tar: ./${index}: Cannot open: ${error.message}\ntar: Exiting with failure status due to previous errors\n`);
        return 2;
      }
      if (name === 'WordPress' && secretFrom(sys, 'WORDPRESS_DB_HOST') !== undefined)
        yield* printError(
          sys,
          `No 'wp-config.php' found in ${sys.cwd()}, but 'WORDPRESS_...' variables supplied; copying 'wp-config-docker.php' (${[
            ...Object.keys(sys.env()),
          ]
            .filter((each) => each.startsWith('WORDPRESS_DB'))
            .sort()
            .join(' ')})\n`,
        );
    }
    return yield* execInPlace(sys, command, argv[0]!);
  };

/** docker-entrypoint.sh of Joomla: it waits for its database, and gives up. */
export const joomlaEntrypoint: Program = function* (sys, argv) {
  const host = secretFrom(sys, 'JOOMLA_DB_HOST');
  if (host === undefined) {
    yield* printError(
      sys,
      `error: missing JOOMLA_DB_HOST and MYSQL_PORT_3306_TCP environment variables\n  Did you forget to --link some_mysql_container:mysql or set an external db\n  with -e JOOMLA_DB_HOST=hostname:port?\n`,
    );
    return 1;
  }
  if ((secretFrom(sys, 'JOOMLA_DB_PASSWORD') ?? '') === '') {
    yield* printError(
      sys,
      'error: missing required JOOMLA_DB_PASSWORD environment variable\n  Did you forget to -e JOOMLA_DB_PASSWORD=... ?\n\n  (Also of interest might be JOOMLA_DB_USER and JOOMLA_DB_NAME.)\n',
    );
    return 1;
  }
  return yield* execInPlace(sys, argv.slice(1), argv[0]!);
};

/** run.sh of the guestbook's follower: a replica of redis-leader. */
export const guestbookFollower: Program = function* (sys, argv) {
  const leader = sys.env().GET_HOSTS_FROM === 'env' ? (sys.env().REDIS_LEADER_SERVICE_HOST ?? '') : 'redis-leader';
  return yield* execInPlace(sys, ['redis-server', '--replicaof', leader, '6379'], argv[0]!);
};

/** hello-world: says what happened, and ends. */
export const helloWorld: Program = function* (sys) {
  yield* print(
    sys,
    '\nHello from Docker!\nThis message shows that your installation appears to be working correctly.\n\nTo generate this message, Docker took the following steps:\n 1. The Docker client contacted the Docker daemon.\n 2. The Docker daemon pulled the "hello-world" image from the Docker Hub.\n    (amd64)\n 3. The Docker daemon created a new container from that image which runs the\n    executable that produces the output you are currently reading.\n 4. The Docker daemon streamed that output to the Docker client, which sent it\n    to your terminal.\n\nTo try something more ambitious, you can run an Ubuntu container with:\n $ docker run -it ubuntu bash\n\nShare images, automate workflows, and more with a free Docker ID:\n https://hub.docker.com/\n\nFor more examples and ideas, visit:\n https://docs.docker.com/get-started/\n\n',
  );
  return 0;
};

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, ki: 1024, mi: 1024 ** 2, gi: 1024 ** 3, b: 1 };

/** vish/stress: takes memory step by step and spins on CPUs. */
export const vishStress: Program = function* (sys, argv) {
  const quantity = (text: string | undefined) => {
    const [, number, unit = ''] = /^(\d+)([a-z]*)$/i.exec(text ?? '0') ?? [];
    return Number(number ?? 0) * (UNITS[unit.toLowerCase()] ?? 1);
  };
  const head = () =>
    `I${new Date(sys.now()).toISOString().slice(5, 10).replace('-', '')} ${new Date(sys.now()).toISOString().slice(11, 23)}000       ${sys.pid} main.go:`;
  const total = quantity(flag(argv, 'mem-total'));
  const step = quantity(flag(argv, 'mem-alloc-size')) || 4096;
  const cpus = Number(flag(argv, 'cpus') ?? 0);
  const pauseMs = Number(
    /^(\d+)ms$/.exec(flag(argv, 'mem-alloc-sleep') ?? '1ms')?.[1] ??
      Number(/^(\d+)s$/.exec(flag(argv, 'mem-alloc-sleep') ?? '')?.[1] ?? 0) * 1000,
  );
  yield* printError(
    sys,
    `${head()}26] Allocating "${flag(argv, 'mem-total') ?? 0}" memory, in "${flag(argv, 'mem-alloc-size') ?? '4Ki'}" chunks, with a ${flag(argv, 'mem-alloc-sleep') ?? '1ms'} sleep between allocations\n`,
  );
  if (cpus > 0) {
    for (let i = 0; i < Math.min(cpus, 64); i++) yield* printError(sys, `${head()}39] Spawning a thread to consume CPU\n`);
    sys.host({ call: 'burn', millicores: cpus * 1000 });
  }
  const steps = Math.min(Math.ceil(total / step), 1000);
  for (let i = 0; i < steps; i++) {
    sys.host({ call: 'allocate', bytes: Math.ceil(total / steps) });
    if (pauseMs > 0) yield* sleep(sys, pauseMs);
  }
  if (total > 0) yield* printError(sys, `${head()}29] Allocated "${flag(argv, 'mem-total') ?? ''}" memory\n`);
  const signal = yield* untilSignal(sys, ['TERM', 'INT']);
  return signal === 'TERM' ? 143 : 130;
};

/** stress-ng: CPUs and memory for a time. */
export const stressNg: Program = function* (sys, argv) {
  const say = (text: string) => printError(sys, `stress-ng: info:  [${sys.pid}] ${text}\n`);
  const cpus = Number(flag(argv, 'cpu') ?? flag(argv, 'c') ?? 0);
  const workers = Number(flag(argv, 'vm') ?? flag(argv, 'm') ?? 0);
  const [, size = '256', unit = 'm'] = /^(\d+)([a-z]?)/i.exec(flag(argv, 'vm-bytes') ?? '256m') ?? [];
  if (cpus === 0 && workers === 0) {
    yield* print(sys, 'stress-ng, version 0.18.12\n\nUsage: stress-ng [OPTION [ARG]]\n');
    return 0;
  }
  const seconds = /^(\d+)([smh]?)$/.exec(flag(argv, 'timeout') ?? flag(argv, 't') ?? '');
  yield* say(seconds ? `setting to a ${seconds[1]} secs run per stressor` : 'defaulting to a 1 day, 0 secs run per stressor');
  yield* say(`dispatching hogs: ${[cpus > 0 ? `${cpus} cpu` : '', workers > 0 ? `${workers} vm` : ''].filter(Boolean).join(', ')}`);
  if (cpus > 0) sys.host({ call: 'burn', millicores: cpus * Number(flag(argv, 'cpu-load') ?? 100) * 10 });
  if (workers > 0) sys.host({ call: 'allocate', bytes: workers * Number(size) * (UNITS[`${unit.toLowerCase()}i`] ?? 1) });
  if (seconds) {
    yield* sleep(sys, Number(seconds[1]) * ({ m: 60, h: 3600 }[seconds[2]!] ?? 1) * 1000);
    sys.host({ call: 'burn', millicores: 0 });
    yield* say('successful run completed');
    return 0;
  }
  yield* untilSignal(sys, ['TERM', 'INT']);
  return 0;
};

/** random-logger: a line of some level every now and then, without end. */
export const randomLogger: Program = function* (sys) {
  const levels = [
    'INFO takes the value and converts it to string.',
    'WARN variable not in use.',
    'DEBUG first loop completed.',
    'ERROR something happened in this execution.',
  ];
  sys.handleSignal('TERM', 'handle');
  const channel = sys.signalChannel();
  for (let turn = 0; ; turn++) {
    yield* print(sys, `${stamp(sys.now())} ${levels[(turn * 3 + (turn >> 2)) % levels.length]}\n`);
    const until = sys.now() + 1000;
    while (sys.now() < until) {
      if (sys.takeSignals().length > 0) return 143;
      yield { channels: [channel], until };
    }
  }
};

import { print, printError, sleep } from '@/lib/hosts/process/blocking';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { readIfThere } from './daemon';

const MOST_FILES = 100;
const LOOK_MS = 1000;

/** Files that a pattern with `*` in its last part, or a plain path, names. */
function filesOf(sys: Sys, pattern: string): readonly string[] {
  const slash = pattern.lastIndexOf('/');
  const [directory, name] = [pattern.slice(0, slash), pattern.slice(slash + 1)];
  if (!name.includes('*')) return sys.exists(pattern) ? [pattern] : [];
  const test = new RegExp(`^${name.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);
  try {
    return sys
      .readdir(directory)
      .filter((each) => test.test(each))
      .slice(0, MOST_FILES)
      .map((each) => `${directory}/${each}`);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return [];
  }
}

interface Source {
  readonly pattern: string;
  readonly tag: string;
}

/** Follows files and shows each new line as `shown` writes it, until it is told to stop. */
function* follow(sys: Sys, sources: readonly Source[], shown: (line: string, tag: string, path: string) => string) {
  for (const signal of ['TERM', 'INT'] as const) sys.handleSignal(signal, 'handle');
  const channel = sys.signalChannel();
  const seen = new Map<string, number>();
  for (;;) {
    for (const { pattern, tag } of sources) {
      for (const path of filesOf(sys, pattern)) {
        const size = sys.stat(path).size;
        const from = seen.get(path) ?? 0;
        if (size <= from) continue;
        const text = readIfThere(sys, path) ?? '';
        const lines = text.slice(from).split('\n');
        lines.pop();
        seen.set(path, text.lastIndexOf('\n') + 1);
        for (const line of lines) yield* print(sys, shown(line, tag, path));
      }
    }
    const until = sys.now() + LOOK_MS;
    while (sys.now() < until) {
      if (sys.takeSignals().length > 0) return;
      yield { channels: [channel], until };
    }
  }
}

/** fluentd: its sources of type tail go to standard output when a match of type stdout takes them. */
export const fluentd: Program = function* (sys, argv) {
  const at = () => new Date(sys.now()).toISOString().replace('T', ' ').slice(0, 19);
  const file = argv[argv.indexOf('-c') + 1] ?? '';
  const path = argv.includes('-c')
    ? file
    : (/-c\s+(\S+)/.exec(sys.env().FLUENTD_ARGS ?? '')?.[1] ?? `/fluentd/etc/${sys.env().FLUENTD_CONF ?? 'fluent.conf'}`);
  const text = readIfThere(sys, path);
  if (text === undefined) {
    yield* printError(
      sys,
      `${at()} +0000 [error]: config error file="${path}" error_class=Errno::ENOENT error="No such file or directory @ rb_sysopen - ${path}"\n`,
    );
    return 1;
  }
  yield* print(
    sys,
    `${at()} +0000 [info]: init supervisor logger path=nil rotate_age=nil rotate_size=nil\n${at()} +0000 [info]: parsing config file is succeeded path="${path}"\n`,
  );
  const blocks = [...text.matchAll(/<source>([\s\S]*?)<\/source>/g)].map(([, body]) => body!);
  const value = (body: string, name: string) => new RegExp(`^\\s*@?${name}\\s+(\\S+)`, 'm').exec(body)?.[1];
  const typeless = blocks.find((body) => value(body, 'type') === undefined);
  if (typeless !== undefined) {
    yield* printError(
      sys,
      `${at()} +0000 [error]: config error file="${path}" error_class=Fluent::ConfigError error="Missing '@type' parameter on <source> directive"\n`,
    );
    return 1;
  }
  const forward = blocks.some((body) => value(body, 'type') === 'forward');
  if (forward)
    sys.listen(
      Number(
        value(
          blocks.find((body) => value(body, 'type') === 'forward')!,
          'port',
        ) ?? 24224,
      ),
      'mute',
    );
  yield* print(
    sys,
    `${at()} +0000 [info]: starting fluentd-1.19.0 pid=${sys.pid} ruby="3.4.6"\n${forward ? `${at()} +0000 [info]: #0 listening port port=24224 bind="0.0.0.0"\n` : ''}${at()} +0000 [info]: #0 fluentd worker is now running worker=0\n`,
  );
  const stdout = /<match[^>]*>[^<]*@?type\s+stdout/.test(text);
  const sources = blocks
    .filter((body) => value(body, 'type') === 'tail')
    .flatMap((body) => (value(body, 'path') ?? '').split(',').map((pattern) => ({ pattern, tag: value(body, 'tag') ?? '' })));
  if (stdout) for (const { pattern } of sources) yield* print(sys, `${at()} +0000 [info]: #0 following tail of ${pattern}\n`);
  yield* follow(
    sys,
    stdout ? sources : [],
    (line, tag, from) =>
      `${at()}.000000000 +0000 ${tag.replace('*', from.slice(1).replace(/\//g, '.'))}: {"message":${JSON.stringify(line)}}\n`,
  );
  yield* print(sys, `${at()} +0000 [info]: Received graceful stop\n`);
  return 0;
};

/** fluent-bit: inputs of type tail to outputs of type stdout. */
export const fluentBit: Program = function* (sys, argv) {
  const at = () => `[${new Date(sys.now()).toISOString().slice(0, 19).replace('T', ' ').replace(/-/g, '/')}]`;
  const path = argv[argv.indexOf('-c') + 1] ?? '/fluent-bit/etc/fluent-bit.conf';
  const text = argv.includes('-c') ? readIfThere(sys, path) : '';
  yield* printError(
    sys,
    'Fluent Bit v4.1.1\n* Copyright (C) 2015-2025 The Fluent Bit Authors\n* Fluent Bit is a CNCF graduated project under the umbrella of Fluentd\n* https://fluentbit.io\n\n',
  );
  if (text === undefined) {
    yield* printError(
      sys,
      `${at()} [error] [/src/fluent-bit/src/config_format/flb_cf_fluentbit.c:512 errno=2] No such file or directory\n${at()} [error] could not open configuration file, aborting.\n`,
    );
    return 1;
  }
  const sections = text.split(/^\s*\[(\w+)\]\s*$/m);
  const all: { name: string; values: Record<string, string> }[] = [];
  for (let i = 1; i < sections.length; i += 2)
    all.push({
      name: sections[i]!.toUpperCase(),
      values: Object.fromEntries(
        sections[i + 1]!.split('\n')
          .map((line) => /^\s*(\w[\w.]*)\s+(.*?)\s*$/.exec(line))
          .flatMap((m) => (m ? [[m[1]!.toLowerCase(), m[2]!]] : [])),
      ),
    });
  const service = all.find(({ name }) => name === 'SERVICE')?.values ?? {};
  if (/^on$/i.test(service.http_server ?? '')) sys.listen(Number(service.http_port ?? 2020), 'mute');
  const stdout = all.some(({ name, values }) => name === 'OUTPUT' && values.name === 'stdout');
  yield* printError(
    sys,
    `${at()} [ info] [fluent bit] version=4.1.1, commit=, pid=${sys.pid}\n${at()} [ info] [storage] ver=1.5.3, type=memory, sync=normal, checksum=off, max_chunks_up=128\n${stdout ? `${at()} [ info] [output:stdout:stdout.0] worker #0 started\n` : ''}${at()} [ info] [sp] stream processor started\n`,
  );
  const sources = all
    .filter(({ name, values }) => name === 'INPUT' && values.name === 'tail')
    .flatMap(({ values }) => (values.path ?? '').split(',').map((pattern) => ({ pattern: pattern.trim(), tag: values.tag ?? 'tail.0' })));
  yield* follow(
    sys,
    stdout ? sources : [],
    (line, tag, from) =>
      `[0] ${tag.replace('*', from.slice(1).replace(/\//g, '.'))}: [[${(sys.now() / 1000).toFixed(9)}, {}], {"log"=>${JSON.stringify(line)}}]\n`,
  );
  yield* sleep(sys, 1);
  yield* printError(sys, `${at()} [engine] caught signal (SIGTERM)\n${at()} [ info] [engine] service has stopped (0 pending tasks)\n`);
  return 0;
};

export const SHIPPER_PROGRAMS: Readonly<Record<string, Program>> = { fluentd, 'fluent-bit': fluentBit };

import type { Sys } from '@/lib/hosts/process/sys';
import { readIfThere } from '../daemon';

/** What a server was told, by its file and its arguments; those win. */
export interface RedisConfig {
  readonly port: number;
  readonly directory: string;
  readonly dbfilename: string;
  readonly appendonly: boolean;
  /** Whether it writes its keys down when it stops. */
  readonly saves: boolean;
  readonly password: string;
  /** Host and port of its master. */
  readonly replicaOf?: readonly [host: string, port: number];
  readonly masterAuth: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly file?: string;
}

const KNOWN = new Set(
  'port bind dir dbfilename appendonly appendfilename appendfsync save requirepass masterauth replicaof slaveof maxmemory maxmemory-policy protected-mode loglevel logfile databases daemonize timeout tcp-keepalive tcp-backlog include replica-announce-ip replica-announce-port replica-read-only cluster-enabled cluster-config-file cluster-node-timeout cluster-announce-ip activedefrag io-threads lazyfree-lazy-eviction notify-keyspace-events rename-command client-output-buffer-limit supervised pidfile stop-writes-on-bgsave-error rdbcompression rdbchecksum repl-diskless-sync always-show-logo unixsocket hz user aclfile auto-aof-rewrite-percentage auto-aof-rewrite-min-size slave-read-only'.split(
    ' ',
  ),
);

/** Reads `redis-server [file] [--name value …]`. A refusal is in Redis' words. */
export function redisConfig(sys: Sys, argv: readonly string[]): RedisConfig | { readonly refused: string } {
  const settings: Record<string, string> = {};
  const fatal = (line: number, text: string, why: string) => ({
    refused: `\n*** FATAL CONFIG FILE ERROR (Redis ${sys.env().REDIS_VERSION ?? '8.2.2'}) ***\nReading the configuration file, at line ${line}\n>>> '${text}'\n${why}\n`,
  });
  const file = argv[1] !== undefined && !argv[1].startsWith('-') ? argv[1] : undefined;
  if (file !== undefined) {
    const text = readIfThere(sys, file);
    if (text === undefined)
      return { refused: `${sys.pid}:C ${clock(sys.now())} # Fatal error, can't open config file '${file}': No such file or directory\n` };
    for (const [i, raw] of text.split('\n').entries()) {
      const line = raw.trim();
      if (line === '' || line.startsWith('#')) continue;
      const [name = '', ...rest] = line.split(/\s+/);
      if (!KNOWN.has(name.toLowerCase())) return fatal(i + 1, line, 'Bad directive or wrong number of arguments');
      settings[name.toLowerCase()] = unquote(rest.join(' '));
    }
  }
  for (let i = file === undefined ? 1 : 2; i < argv.length; i++) {
    const name = argv[i]!;
    if (!name.startsWith('--')) continue;
    const values: string[] = [];
    while (i + 1 < argv.length && !argv[i + 1]!.startsWith('--')) values.push(argv[++i]!);
    const bare = name.slice(2).toLowerCase();
    if (!KNOWN.has(bare)) return fatal(2, `${bare} "${values.join(' ')}"`, 'Bad directive or wrong number of arguments');
    settings[bare] = unquote(values.join(' '));
  }
  const master = (settings.replicaof ?? settings.slaveof ?? '').split(/\s+/);
  return {
    port: Number(settings.port ?? 6379),
    directory: settings.dir ?? '.',
    dbfilename: settings.dbfilename ?? 'dump.rdb',
    appendonly: settings.appendonly === 'yes',
    saves: settings.save === undefined || settings.save !== '',
    password: settings.requirepass ?? '',
    masterAuth: settings.masterauth ?? '',
    settings,
    ...(master.length === 2 ? { replicaOf: [master[0]!, Number(master[1])] as const } : {}),
    ...(file === undefined ? {} : { file }),
  };
}

const unquote = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');

/** `15 Jan 2026 09:00:00.000` */
export const clock = (now: number): string => `${new Date(now).toUTCString().slice(5, 25)}.${String(now % 1000).padStart(3, '0')}`;

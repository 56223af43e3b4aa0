import type { Sys } from '@/lib/hosts/process/sys';
import { Accounts } from '../files/accounts';
import { choice, CLIENT_OPTIONS, IGNORED, OTHER_NAMES, type OptionRow } from './client-options';
import { configLines, words } from './config-text';
import { matchesPatterns } from './known-hosts';

const MOST_INCLUDES = 16;
const ROWS = new Map(CLIENT_OPTIONS.map((row) => [row.name.toLowerCase(), row]));

/** Ends ssh with 255 after its lines. */
export class ConfigFault extends Error {}

export interface Destination {
  readonly host: string;
  readonly user?: string;
}

/** Options of a connection: command line first, then the user's file, then the system's; what is set first holds. */
export class ClientConfig {
  private readonly values = new Map<string, string[]>();
  private faults: string[] = [];

  constructor(
    private readonly sys: Sys,
    readonly destination: Destination,
  ) {}

  /** `-o` and what options stand for. Throws ConfigFault. */
  set(text: string): void {
    const [line] = configLines(text);
    if (!line) return;
    const fault = this.take(line.keyword, line.args, line.broken, 'command-line', 0);
    if (fault) throw new ConfigFault(fault);
  }

  put(name: string, ...values: string[]): void {
    const row = ROWS.get(name);
    if (row?.many) this.values.set(name, [...(this.values.get(name) ?? []), ...values]);
    else if (!this.values.has(name)) this.values.set(name, values);
  }

  override(name: string, value: string): void {
    this.values.set(name, [value]);
  }

  /** Reads the files: `path` of -F alone, or ~/.ssh/config and /etc/ssh/ssh_config. Throws ConfigFault. */
  load(path?: string): void {
    if (path === 'none') return;
    if (path !== undefined) {
      const text = this.read(path);
      if (text === undefined) throw new ConfigFault(`Can't open user config file ${path}: No such file or directory`);
      return this.file(path, text, 0);
    }
    const own = `${this.home()}/.ssh/config`;
    const text = this.read(own);
    if (text !== undefined) {
      const { mode, uid } = this.sys.stat(own);
      if ((uid !== 0 && uid !== this.sys.uid()) || mode & 0o022) throw new ConfigFault(`Bad owner or permissions on ${own}`);
      this.file(own, text, 0);
    }
    const system = this.read('/etc/ssh/ssh_config');
    if (system !== undefined) this.file('/etc/ssh/ssh_config', system, 0);
  }

  value(name: string): string | undefined {
    return this.values.get(name)?.[0] ?? ROWS.get(name)?.preset;
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  is(name: string): boolean {
    return ['yes', 'true'].includes(this.value(name) ?? '');
  }

  get host(): string {
    const { host } = this.destination;
    return (this.value('hostname') ?? host).replace(/%([%hn])/g, (_, letter: string) => (letter === '%' ? '%' : host));
  }

  get user(): string {
    return this.value('user') ?? new Accounts(this.sys).userName(this.sys.uid());
  }

  get port(): number {
    return Number(this.value('port'));
  }

  /** Files of a list option (`none` is none), with `~` and tokens put in. */
  paths(name: string): string[] {
    const given = this.values.get(name) ?? ROWS.get(name)?.preset?.split(' ') ?? [];
    return given.filter((path) => path !== 'none').map((path) => this.expand(path));
  }

  expand(path: string): string {
    const accounts = new Accounts(this.sys);
    const local = accounts.userName(this.sys.uid());
    const tokens: Record<string, string> = {
      '%': '%',
      d: this.home(),
      h: this.host,
      i: String(this.sys.uid()),
      k: this.value('hostkeyalias') ?? this.destination.host,
      L: this.sys.hostname().split('.')[0]!,
      l: this.sys.hostname(),
      n: this.destination.host,
      p: String(this.port),
      r: this.user,
      u: local,
    };
    return path
      .replace(/^~(?=\/|$)/, this.home())
      .replace(/\$\{(\w+)\}/g, (_, name: string) => this.sys.env()[name] ?? '')
      .replace(/%(.)/g, (whole, letter: string) => tokens[letter] ?? whole);
  }

  /** The home of the user of this process: sshd's library asks passwd, not HOME. */
  home(): string {
    return new Accounts(this.sys).user(this.sys.uid())?.home ?? '/';
  }

  /** What `ssh -G` prints. */
  shown(): string {
    const lines = [`host ${this.destination.host}`];
    for (const { name, preset, many } of CLIENT_OPTIONS) {
      const values = this.values.get(name.toLowerCase());
      if (name === 'user') lines.push(`user ${this.user}`);
      else if (name === 'hostname') lines.push(`hostname ${this.host}`);
      else if (name === 'identityfile' && !values) for (const path of DEFAULT_IDENTITIES_SHOWN) lines.push(`identityfile ${path}`);
      else if (name === 'userknownhostsfile') lines.push(`userknownhostsfile ${this.paths(name).join(' ')}`);
      else if (many) for (const value of values ?? []) lines.push(`${name} ${value}`);
      else if (values ?? preset !== undefined) lines.push(`${name} ${values?.join(' ') ?? preset}`);
    }
    return `${lines.join('\n')}\n`;
  }

  private read(path: string): string | undefined {
    try {
      return this.sys.readFile(path);
    } catch {
      return undefined;
    }
  }

  private file(path: string, text: string, depth: number): void {
    this.section(path, text, depth);
    if (depth > 0 || this.faults.length === 0) return;
    const faults = this.faults.splice(0);
    throw new ConfigFault([...faults, `${path}: terminating, ${faults.length} bad configuration options`].join('\r\n'));
  }

  private section(path: string, text: string, depth: number): void {
    let active = true;
    for (const { line, keyword, args, broken } of configLines(text)) {
      if (keyword === 'host' && args.length > 0) active = matchesPatterns(args, this.destination.host);
      else if (keyword === 'match' && args.length > 0) {
        const verdict = this.matches(args);
        if (verdict === undefined) this.faults.push(`${path} line ${line}: Bad Match condition`);
        active = verdict ?? false;
      } else if (keyword === 'include' && args.length > 0) {
        if (active && depth < MOST_INCLUDES) for (const name of args) this.include(path, name, depth + 1);
      } else {
        const fault = this.take(keyword, args, broken, path, line, active);
        if (fault) this.faults.push(fault);
      }
    }
  }

  private include(from: string, name: string, depth: number): void {
    const base = from.startsWith('/etc/ssh/') ? '/etc/ssh' : `${this.home()}/.ssh`;
    const path = this.expand(name.startsWith('/') || name.startsWith('~') ? name : `${base}/${name}`);
    for (const file of expandGlob(this.sys, path)) {
      const text = this.read(file);
      if (text !== undefined) this.section(file, text, depth);
    }
  }

  /** A Match line; undefined for one that is none. Programs (`exec`) are not run: such a section does not hold. */
  private matches(args: readonly string[]): boolean | undefined {
    let result = true;
    for (let i = 0; i < args.length; i++) {
      const negated = args[i]!.startsWith('!');
      const word = args[i]!.replace(/^!/, '').toLowerCase();
      if (word === 'all' || word === 'final' || word === 'canonical') {
        if ((word !== 'all') !== negated) result = false;
        continue;
      }
      const patterns = args[++i]?.split(',');
      const subject = {
        host: this.host,
        originalhost: this.destination.host,
        user: this.user,
        localuser: new Accounts(this.sys).userName(this.sys.uid()),
        exec: undefined,
      };
      if (!patterns || !(word in subject)) return undefined;
      const value = subject[word as keyof typeof subject];
      if ((value !== undefined && matchesPatterns(patterns, value)) === negated) result = false;
    }
    return result;
  }

  /** Takes a keyword with its arguments; the fault in OpenSSH's words, if there is one. */
  private take(keyword: string, args: readonly string[], broken: boolean, path: string, line: number, active = true): string | undefined {
    const name = OTHER_NAMES[keyword] ?? keyword;
    const at = `${path} line ${line}: `;
    if (broken) return `${at}invalid quotes`;
    if (args.length === 0) return `${at}no argument after keyword "${keyword}"`;
    if (IGNORED.has(name)) return undefined;
    const row = ROWS.get(name);
    if (!row) return `${path}: line ${line}: Bad configuration option: ${keyword}`;
    const values = this.valuesOf(row, args, at);
    if (typeof values === 'string') return values;
    if (row.kind !== 'list' && row.kind !== 'rest' && args.length > 1) return `${at}keyword ${keyword} extra arguments at end of line`;
    if (active) this.put(row.name, ...values);
    return undefined;
  }

  private valuesOf({ kind, name }: OptionRow, args: readonly string[], at: string): readonly string[] | string {
    const [word = ''] = args;
    if (kind === 'rest') return [args.join(' ')];
    if (kind === 'text') return [word];
    if (kind === 'list') return name.endsWith('forward') ? (forwardOf(args.join(' ')) ?? `${at}Bad forwarding specification.`) : args;
    if (kind === 'port') return Number(word) > 0 && Number(word) < 65536 ? [word] : `${at}Bad port '${word}'.`;
    if (kind === 'number') return /^\d+$/.test(word) ? [word] : `${at}integer value ${word} out of range.`;
    if (kind === 'time') {
      const seconds = word === 'none' ? 'none' : secondsOf(word);
      return seconds === undefined ? `${at}invalid time value.` : [String(seconds)];
    }
    const value = choice(kind, word);
    if (value !== undefined) return [value];
    return name === 'loglevel' ? `${at}unsupported log level '${word}'` : `${at}unsupported option "${word}".`;
  }
}

const DEFAULT_IDENTITIES_SHOWN = ['rsa', 'ecdsa', 'ecdsa_sk', 'ed25519', 'ed25519_sk', 'xmss', 'dsa'].map((type) => `~/.ssh/id_${type}`);

/** A time of OpenSSH (`90`, `1m30s`) in seconds. */
export function secondsOf(text: string): number | undefined {
  if (!/^(\d+[smhdwSMHDW]?)+$/.test(text)) return undefined;
  const unit: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  return [...text.matchAll(/(\d+)([a-z]?)/gi)].reduce(
    (sum, [, count, letter]) => sum + Number(count) * (unit[letter!.toLowerCase() || 's'] ?? 1),
    0,
  );
}

/** `[address:]port:host:hostport` as `ssh -G` shows it: `port [host]:hostport`. */
export function forwardOf(text: string): string[] | undefined {
  const match = /^(?:([^:\s]*):)?(\d+)(?::|\s+)([^:\s]+):(\d+)$/.exec(text.trim());
  if (!match) return undefined;
  const [, address, port, host, hostPort] = match;
  return [`${address === undefined ? port : `[${address}]:${port}`} [${host}]:${hostPort}`];
}

/** Files that a pattern names, in order. Stars stand in the last part. */
export function expandGlob(sys: Pick<Sys, 'readdir' | 'exists'>, path: string): string[] {
  const slash = path.lastIndexOf('/');
  const [directory, last] = [path.slice(0, slash) || '/', path.slice(slash + 1)];
  if (!/[*?]/.test(last)) return sys.exists(path) ? [path] : [];
  try {
    return sys
      .readdir(directory)
      .filter((name) => !name.startsWith('.') && matchesPatterns([last], name))
      .map((name) => `${directory}/${name}`);
  } catch {
    return [];
  }
}

/** Splits `[user@]host` or `ssh://[user@]host[:port]`. Undefined for what is none. */
export function parseDestination(text: string): { readonly host: string; readonly user?: string; readonly port?: string } | undefined {
  const url = /^ssh:\/\/(?:([^@/]*)@)?(\[[^\]]+\]|[^:/]+)(?::(\d+))?\/?$/.exec(text);
  if (url) return { host: url[2]!.replace(/^\[|\]$/g, ''), ...(url[1] && { user: url[1] }), ...(url[3] && { port: url[3] }) };
  const at = text.lastIndexOf('@');
  const host = text.slice(at + 1);
  if (!host || text.startsWith('ssh://')) return undefined;
  return { host, ...(at > 0 && { user: text.slice(0, at) }) };
}

export { words };

import { configLines, type ConfigLine } from './config-text';
import { secondsOf } from './client-config';
import { matchesPatterns } from './known-hosts';

const MOST_FILES = 64;
const YES_NO = ['yes', 'no'];

/** Keywords of sshd_config(5): what their value may be, and what holds where nothing is set. */
const KEYWORDS: Readonly<Record<string, readonly [kind: 'text' | 'list' | 'number' | 'time' | readonly string[], preset?: string]>> = {
  port: ['number'],
  addressfamily: [['any', 'inet', 'inet6'], 'any'],
  listenaddress: ['list'],
  hostkey: ['text'],
  logingracetime: ['time', '120'],
  x11displayoffset: ['number', '10'],
  maxauthtries: ['number', '6'],
  maxsessions: ['number', '10'],
  clientaliveinterval: ['time', '0'],
  clientalivecountmax: ['number', '3'],
  requiredrsasize: ['number', '1024'],
  usepam: [YES_NO, 'no'],
  permitrootlogin: [['yes', 'no', 'prohibit-password', 'without-password', 'forced-commands-only'], 'prohibit-password'],
  ignorerhosts: [['yes', 'no', 'shosts-only'], 'yes'],
  ignoreuserknownhosts: [YES_NO, 'no'],
  hostbasedauthentication: [YES_NO, 'no'],
  hostbasedusesnamefrompacketonly: [YES_NO, 'no'],
  pubkeyauthentication: [YES_NO, 'yes'],
  kerberosauthentication: [YES_NO, 'no'],
  kerberosorlocalpasswd: [YES_NO, 'yes'],
  kerberosticketcleanup: [YES_NO, 'yes'],
  gssapiauthentication: [YES_NO, 'no'],
  gssapicleanupcredentials: [YES_NO, 'yes'],
  passwordauthentication: [YES_NO, 'yes'],
  kbdinteractiveauthentication: [YES_NO, 'yes'],
  printmotd: [YES_NO, 'yes'],
  printlastlog: [YES_NO, 'yes'],
  x11forwarding: [YES_NO, 'no'],
  x11uselocalhost: [YES_NO, 'yes'],
  permittty: [YES_NO, 'yes'],
  permituserrc: [YES_NO, 'yes'],
  strictmodes: [YES_NO, 'yes'],
  tcpkeepalive: [YES_NO, 'yes'],
  permitemptypasswords: [YES_NO, 'no'],
  compression: [['yes', 'no', 'delayed'], 'yes'],
  gatewayports: [['yes', 'no', 'clientspecified'], 'no'],
  usedns: [YES_NO, 'no'],
  allowtcpforwarding: [['yes', 'no', 'all', 'local', 'remote'], 'yes'],
  allowagentforwarding: [YES_NO, 'yes'],
  disableforwarding: [YES_NO, 'no'],
  allowstreamlocalforwarding: [['yes', 'no', 'all', 'local', 'remote'], 'yes'],
  exposeauthinfo: [YES_NO, 'no'],
  pidfile: ['text', '/run/sshd.pid'],
  xauthlocation: ['text', '/usr/bin/xauth'],
  ciphers: ['text'],
  macs: ['text'],
  kexalgorithms: ['text'],
  hostkeyalgorithms: ['text'],
  pubkeyacceptedalgorithms: ['text'],
  casignaturealgorithms: ['text'],
  rekeylimit: ['list'],
  banner: ['text', 'none'],
  forcecommand: ['list', 'none'],
  chrootdirectory: ['text', 'none'],
  trustedusercakeys: ['text', 'none'],
  revokedkeys: ['text', 'none'],
  authorizedprincipalsfile: ['text', 'none'],
  versionaddendum: ['list', 'none'],
  authorizedkeyscommand: ['list', 'none'],
  authorizedkeyscommanduser: ['text', 'none'],
  authenticationmethods: ['list', 'any'],
  loglevel: [['QUIET', 'FATAL', 'ERROR', 'INFO', 'VERBOSE', 'DEBUG', 'DEBUG1', 'DEBUG2', 'DEBUG3'], 'INFO'],
  syslogfacility: ['text', 'AUTH'],
  authorizedkeysfile: ['list', '.ssh/authorized_keys .ssh/authorized_keys2'],
  hostcertificate: ['text'],
  acceptenv: ['list'],
  setenv: ['list'],
  allowusers: ['list'],
  denyusers: ['list'],
  allowgroups: ['list'],
  denygroups: ['list'],
  subsystem: ['list'],
  maxstartups: ['text', '10:30:100'],
  persourcemaxstartups: ['text', 'none'],
  ipqos: ['list', 'lowdelay throughput'],
  permitopen: ['list', 'any'],
  permitlisten: ['list', 'any'],
  permituserenvironment: ['text', 'no'],
  permittunnel: ['text', 'no'],
  fingerprinthash: [['sha256', 'md5'], 'SHA256'],
  streamlocalbindmask: ['text', '0177'],
  streamlocalbindunlink: [YES_NO, 'no'],
  debianbanner: [YES_NO, 'yes'],
};
const OTHER_NAMES: Readonly<Record<string, string>> = {
  challengeresponseauthentication: 'kbdinteractiveauthentication',
  skeyauthentication: 'kbdinteractiveauthentication',
  pubkeyacceptedkeytypes: 'pubkeyacceptedalgorithms',
  dsaauthentication: 'pubkeyauthentication',
};
const DEPRECATED = new Set(
  'protocol serverkeybits keyregenerationinterval rhostsauthentication rhostsrsaauthentication rsaauthentication useprivilegeseparation uselogin checkmail keepalive'.split(
    ' ',
  ),
);
/** Keywords of which every line adds to the list. */
const MANY = new Set('port listenaddress hostkey acceptenv setenv allowusers denyusers allowgroups denygroups subsystem'.split(' '));

/** Stands where an included file with a Match ends. */
const MATCH_END = 'end of match';

/** sshd_config as it was read: plain data. */
export interface ServerConfig {
  readonly lines: readonly (Omit<ConfigLine, 'broken'> & { readonly path: string })[];
  readonly faults: readonly string[];
}

/** Reads sshd_config with what it includes. `read`, `glob`: undefined and nothing for what is not there. */
export function readServerConfig(
  path: string,
  read: (path: string) => string | undefined,
  glob: (pattern: string) => readonly string[],
): ServerConfig | undefined {
  const lines: ServerConfig['lines'][number][] = [];
  const faults: string[] = [];
  let files = 0;
  const take = (file: string, text: string): void => {
    if (files++ >= MOST_FILES) return;
    // A Match in an included file ends with it.
    let matched = false;
    for (const one of configLines(text)) {
      const { line, keyword, args, broken } = one;
      if (keyword === 'include') {
        for (const pattern of args)
          for (const name of glob(pattern.startsWith('/') ? pattern : `/etc/ssh/${pattern}`)) take(name, read(name) ?? '');
        continue;
      }
      const fault = faultOf(keyword, args, broken, file, line);
      if (fault) faults.push(fault);
      else {
        matched ||= keyword === 'match';
        lines.push({ line, keyword: OTHER_NAMES[keyword] ?? keyword, args, path: file });
      }
    }
    if (matched && file !== path) lines.push({ line: 0, keyword: MATCH_END, args: [], path: file });
  };
  const text = read(path);
  if (text === undefined) return undefined;
  take(path, text);
  if (faults.length) faults.push(`${path}: terminating, ${faults.length} bad configuration options`);
  return { lines, faults };
}

function faultOf(keyword: string, args: readonly string[], broken: boolean, path: string, line: number): string | undefined {
  const at = `${path} line ${line}: `;
  if (broken) return `${at}invalid quotes`;
  if (DEPRECATED.has(keyword)) return undefined;
  if (keyword === 'match') return args.length ? undefined : `${at}no argument after keyword "Match"`;
  const row = KEYWORDS[OTHER_NAMES[keyword] ?? keyword];
  if (!row) return `${path}: line ${line}: Bad configuration option: ${keyword}`;
  const [kind] = row;
  const [word] = args;
  if (word === undefined) return `${at}no argument after keyword "${keyword}"`;
  if (kind === 'number') {
    if (keyword === 'port') return Number(word) > 0 && Number(word) < 65536 ? undefined : `${at}Badly formatted port number.`;
    return /^\d+$/.test(word) ? undefined : `${at}integer value invalid`;
  }
  if (kind === 'time') return secondsOf(word) === undefined ? `${at}invalid time value.` : undefined;
  if (typeof kind === 'string') return undefined;
  if (kind.some((one) => one.toLowerCase() === word.toLowerCase())) return undefined;
  return keyword === 'loglevel' ? `${at}unsupported log level '${word}'` : `${at}unsupported option "${word}".`;
}

/** Who connects: what Match looks at. */
export interface ConnectionSubject {
  readonly user: string;
  readonly groups: readonly string[];
  readonly address: string;
  readonly localPort: number;
}

/** The settings that hold for a connection (without one: the global part). */
export class ServerSettings {
  private readonly values = new Map<string, string[]>();

  constructor({ lines }: Pick<ServerConfig, 'lines'>, subject?: ConnectionSubject) {
    // What a Match says goes before the global section; in each of them the first word holds.
    const within = new Map<string, string[]>();
    let active = true;
    let target = this.values;
    for (const { keyword, args } of lines) {
      if (keyword === 'match') {
        active = matches(args, subject);
        target = within;
      } else if (keyword === MATCH_END) {
        active = true;
        target = this.values;
      } else if (!active) continue;
      else if (MANY.has(keyword)) target.set(keyword, [...(target.get(keyword) ?? []), ...this.listed(keyword, args)]);
      else if (!target.has(keyword)) target.set(keyword, [...args]);
    }
    for (const [keyword, args] of within) this.values.set(keyword, args);
  }

  private listed(keyword: string, args: readonly string[]): readonly string[] {
    return keyword === 'subsystem' ? [args.join(' ')] : args;
  }

  value(name: string): string {
    const word = this.values.get(name)?.[0] ?? KEYWORDS[name]?.[1] ?? '';
    return Array.isArray(KEYWORDS[name]?.[0]) && name !== 'loglevel' ? word.toLowerCase() : word;
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? KEYWORDS[name]?.[1]?.split(' ') ?? [];
  }

  is(name: string): boolean {
    return this.value(name) === 'yes';
  }

  get ports(): number[] {
    const given = this.all('port').map(Number);
    return given.length ? given : [22];
  }

  get hostKeys(): readonly string[] {
    const given = this.all('hostkey');
    return given.length ? given : ['rsa', 'ecdsa', 'ed25519'].map((type) => `/etc/ssh/ssh_host_${type}_key`);
  }

  /** Command of a subsystem; undefined: there is none. */
  subsystem(name: string): string | undefined {
    return this.all('subsystem')
      .find((one) => one.split(' ')[0] === name)
      ?.slice(name.length + 1);
  }

  /** What `sshd -T` prints. */
  shown(): string {
    const lines: string[] = [];
    for (const [name, [kind, preset]] of Object.entries(KEYWORDS)) {
      if (name === 'port') for (const port of this.ports) lines.push(`port ${port}`);
      else if (name === 'hostkey') for (const path of this.hostKeys) lines.push(`hostkey ${path}`);
      else if (MANY.has(name)) for (const value of this.all(name)) lines.push(`${name} ${value}`);
      else if (this.values.has(name) || preset !== undefined)
        lines.push(
          `${name} ${kind === 'list' ? this.all(name).join(' ') : this.value(name).replace(/^prohibit-password$/, 'without-password')}`,
        );
    }
    return `${lines.join('\n')}\n`;
  }
}

function matches(args: readonly string[], subject: ConnectionSubject | undefined): boolean {
  for (let i = 0; i < args.length; i += 2) {
    const word = args[i]!.toLowerCase();
    if (word === 'all') continue;
    const patterns = (args[i + 1] ?? '').split(',');
    if (!subject) return false;
    if (word === 'user' && !matchesPatterns(patterns, subject.user)) return false;
    if (word === 'group' && !subject.groups.some((group) => matchesPatterns(patterns, group))) return false;
    if ((word === 'address' || word === 'host') && !matchesAddress(patterns, subject.address)) return false;
    if (word === 'localport' && !patterns.includes(String(subject.localPort))) return false;
  }
  return true;
}

/** Whether an address fits patterns or ranges (`10.0.0.0/8,!10.1.*`). */
export function matchesAddress(patterns: readonly string[], address: string): boolean {
  const number = (ip: string) => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  let found = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    const [base = '', bits] = (negated ? pattern.slice(1) : pattern).split('/');
    const size = 2 ** (32 - Number(bits ?? 32));
    const hit =
      bits === undefined ? matchesPatterns([base], address) : Math.floor(number(base) / size) === Math.floor(number(address) / size);
    if (!hit) continue;
    if (negated) return false;
    found = true;
  }
  return found;
}

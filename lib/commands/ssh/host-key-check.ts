import { Errno } from '@/lib/hosts/process/sys';
import type { Io, Task } from '../command/stdio';
import { askPass } from './ask-pass';
import type { ClientConfig } from './client-config';
import { readIfThere } from './identities';
import { hashHost, hostToken, namesHost, parseKnownHosts, type KnownHost } from './known-hosts';
import { fingerprint, randomArt, typeName, type PublicKey } from './public-key';

const SALT_BYTES = 20;
const BAR = '@'.repeat(59);

interface Known extends KnownHost {
  readonly path: string;
  readonly own: boolean;
}

/** What became of the check: go on, without passwords where the key has changed; or not. */
export interface HostKeyVerdict {
  readonly ok: boolean;
  readonly changed?: boolean;
  readonly key: PublicKey;
  readonly entry?: { readonly path: string; readonly line: number };
}

/** A line of ssh's log, with its end. */
export type Say = (text: string, level?: 'error' | 'info') => Task<void>;

/** Holds a server's key to what known_hosts says of it, as ssh's check_host_key does. */
export function* checkHostKey(
  io: Io,
  config: ClientConfig,
  server: { readonly ip: string; readonly keys: readonly PublicKey[] },
  say: Say,
): Task<HostKeyVerdict | undefined> {
  const host = (config.value('hostkeyalias') ?? config.host).toLowerCase();
  const { port } = config;
  const token = hostToken(host, port);
  const all = knownHosts(io, config);
  const known = all.filter((entry) => namesHost(entry, token) && entry.marker === undefined);
  const key = server.keys.find(({ algorithm }) => known.some((entry) => entry.key.algorithm === algorithm)) ?? server.keys[0];
  if (!key) return undefined;
  const type = typeName(key.algorithm);
  const strict = config.value('stricthostkeychecking')!;
  if (all.some((entry) => entry.marker === '@revoked' && entry.key.blob === key.blob && namesHost(entry, token))) {
    yield* say(`${type} host key for ${token} was revoked and you have requested strict checking.`);
    return { ok: false, key };
  }
  const same = known.find((entry) => entry.key.blob === key.blob);
  if (same) {
    if (same.own) yield* learnOthers(io, config, server.keys, token, known);
    return { ok: true, key, entry: same };
  }
  const other = known.find((entry) => entry.key.algorithm === key.algorithm);
  if (other) return yield* changed(config, key, token, other, strict, say);
  return yield* unknown(io, config, { ...server, key, token, host, known, all, strict }, say);
}

function knownHosts(io: Io, config: ClientConfig): Known[] {
  const of = (name: string, own: boolean) =>
    config.paths(name).flatMap((path) => parseKnownHosts(readIfThere(io.sys, path) ?? '').map((entry) => ({ ...entry, path, own })));
  return [...of('userknownhostsfile', true), ...of('globalknownhostsfile', false)];
}

function* changed(config: ClientConfig, key: PublicKey, token: string, other: Known, strict: string, say: Say): Task<HostKeyVerdict> {
  const type = typeName(key.algorithm);
  const own = config.paths('userknownhostsfile')[0] ?? '/dev/null';
  const lines = [
    BAR,
    '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
    BAR,
    'IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!',
    'Someone could be eavesdropping on you right now (man-in-the-middle attack)!',
    'It is also possible that a host key has just been changed.',
    `The fingerprint for the ${type} key sent by the remote host is\n${fingerprint(key.blob)}.`,
    'Please contact your system administrator.',
    `Add correct host key in ${own} to get rid of this message.`,
    `Offending ${typeName(other.key.algorithm)} key in ${other.path}:${other.line}`,
    `  remove with:\n  ssh-keygen -f '${other.path}' -R '${token}'`,
  ];
  for (const line of lines) yield* say(line);
  if (strict === 'false') {
    yield* say('Password authentication is disabled to avoid man-in-the-middle attacks.');
    yield* say('Keyboard-interactive authentication is disabled to avoid man-in-the-middle attacks.');
    return { ok: true, changed: true, key };
  }
  yield* say(`Host key for ${token} has changed and you have requested strict checking.`);
  return { ok: false, key };
}

interface Newcomer {
  readonly ip: string;
  readonly keys: readonly PublicKey[];
  readonly key: PublicKey;
  readonly token: string;
  readonly host: string;
  readonly known: readonly Known[];
  readonly all: readonly Known[];
  readonly strict: string;
}

function* unknown(io: Io, config: ClientConfig, given: Newcomer, say: Say): Task<HostKeyVerdict> {
  const { all, ip, key, keys, known, strict, token } = given;
  const type = typeName(key.algorithm);
  if (strict === 'true') {
    yield* say(`No ${type} host key is known for ${token} and you have requested strict checking.`);
    return { ok: false, key };
  }
  if (strict === 'ask') {
    if (config.is('batchmode') || !(yield* confirmed(io, question(given, config), key))) return { ok: false, key };
  }
  const own = config.paths('userknownhostsfile')[0];
  const added = own !== undefined && (own === '/dev/null' || append(io, config, own, token, key));
  if (!added) yield* say(`Failed to add the host to the list of known hosts (${own}).`);
  else yield* say(`Warning: Permanently added '${token}' (${type}) to the list of known hosts.`, 'info');
  if (added && own !== '/dev/null' && known.length === 0) yield* learnOthers(io, config, keys, token, [{ key }]);
  void all;
  void ip;
  return { ok: true, key };
}

function question({ all, host, ip, key, known, token }: Newcomer, config: ClientConfig): string {
  const type = typeName(key.algorithm);
  const { port } = config;
  const shownIp = port === 22 ? ip : `[${ip}]:${port}`;
  const elsewhere = all.filter((entry) => entry.key.blob === key.blob && !known.includes(entry));
  const home = `${config.home()}/`;
  const names = elsewhere.map(
    ({ path, line, hosts }) => `    ${path.replace(home, '~/')}:${line}: ${hosts.startsWith('|1|') ? '[hashed name]' : hosts}\n`,
  );
  return (
    `The authenticity of host '${token} (${host === ip && port === 22 ? ip : shownIp})' can't be established${known.length ? `\nbut keys of different type are already known for this host.\n` : '.\n'}` +
    `${type} key fingerprint is ${fingerprint(key.blob)}.\n` +
    (config.is('visualhostkey') ? `${randomArt(key)}\n` : '') +
    (names.length
      ? `This host key is known by the following other names/addresses:\n${names.slice(0, 8).join('')}${names.length > 8 ? `    (${names.length - 8} additional names omitted)\n` : ''}`
      : 'This key is not known by any other names.\n')
  );
}

function* confirmed(io: Io, question: string, key: PublicKey): Task<boolean> {
  const again = "Please type 'yes', 'no' or the fingerprint: ";
  let prompt = `${question}Are you sure you want to continue connecting (yes/no/[fingerprint])? `;
  for (;;) {
    const answer = (yield* askPass(io, prompt, true))?.trim();
    if (answer === undefined || answer === '' || answer.toLowerCase() === 'no') return false;
    if (answer.toLowerCase() === 'yes' || answer === fingerprint(key.blob)) return true;
    prompt = again;
  }
}

/** UpdateHostKeys: what else the server has is learned, once it is trusted. */
function* learnOthers(
  io: Io,
  config: ClientConfig,
  keys: readonly PublicKey[],
  token: string,
  known: readonly { readonly key: PublicKey }[],
): Task<void> {
  const own = config.paths('userknownhostsfile')[0];
  // With files of one's own naming, it is off unless asked for.
  if (!config.is('updatehostkeys') || config.all('userknownhostsfile').length > 0 || own === undefined) return;
  for (const key of keys) if (!known.some((entry) => entry.key.blob === key.blob)) append(io, config, own, token, key);
  yield* io.flush();
}

function append(io: Io, config: ClientConfig, path: string, token: string, key: PublicKey): boolean {
  const { sys } = io;
  try {
    const directory = path.slice(0, path.lastIndexOf('/'));
    if (directory && !sys.exists(directory)) sys.mkdir(directory, 0o700);
    const salt = Buffer.from(Array.from({ length: SALT_BYTES }, () => Math.floor(sys.random() * 256)));
    const shown = config.is('hashknownhosts') ? hashHost(token, salt) : token;
    const there = sys.exists(path);
    sys.writeFile(path, `${shown} ${key.algorithm} ${key.blob}\n`, there ? { append: true } : { mode: 0o600 });
    return true;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return false;
  }
}

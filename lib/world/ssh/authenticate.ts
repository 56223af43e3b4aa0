import { parseAuthorizedKeys, type AuthorizedKey } from '@/lib/commands/ssh/authorized-keys';
import { fingerprint, typeName, type PublicKey } from '@/lib/commands/ssh/public-key';
import { matchesPatterns } from '@/lib/commands/ssh/known-hosts';
import { matchesAddress, ServerSettings } from '@/lib/commands/ssh/sshd-config';
import { fits } from '@/lib/commands/users/passwords';
import type { Tree } from '@/lib/hosts/fs/tree';
import { loginOf } from '../handlers';
import { textOf, type Connection } from './connection';

/** What a client shows of itself: plain data. */
export type Credential = { readonly key: PublicKey } | { readonly password: string } | { readonly none: true };

export type Login = NonNullable<ReturnType<typeof loginOf>>;

export interface Verdict {
  readonly ok: boolean;
  /** Methods that may go on. */
  readonly methods: readonly string[];
  readonly settings: ServerSettings;
  readonly login?: Login;
  /** Options of the line of authorized_keys that let the client in. */
  readonly options?: AuthorizedKey['options'];
}

/** Lines that sshd writes of it. */
export type Log = (text: string) => void;

/** Judges a client as sshd does: sshd_config, then authorized_keys with the modes of its path, or the password. */
export function authenticate(connection: Connection, user: string, credential: Credential, log: Log): Verdict {
  const { kernel, from, config } = connection;
  const login = loginOf(kernel, user);
  const groups = groupNames(textOf(kernel, '/etc/group') ?? '', login?.who.groups ?? []);
  const settings = new ServerSettings(config, { user, groups, address: from, localPort: connection.port });
  const methods = ['publickey', 'password', 'keyboard-interactive'].filter((method) =>
    settings.is({ publickey: 'pubkeyauthentication', password: 'passwordauthentication' }[method] ?? 'kbdinteractiveauthentication'),
  );
  const no = { ok: false, methods, settings };
  if ('none' in credential && !(settings.is('permitemptypasswords') && passwordOf(connection, user) === '')) return no;
  const method = 'key' in credential ? 'publickey' : 'password';
  if (!methods.includes(method) && !('none' in credential)) return no;
  const shown = 'key' in credential ? `: ${typeName(credential.key.algorithm)} ${fingerprint(credential.key.blob)}` : '';
  if (!login) {
    log(`Invalid user ${user} from ${from} port ${CLIENT_PORT}`);
    if (method === 'password') log(`Failed password for invalid user ${user} from ${from} port ${CLIENT_PORT} ssh2`);
    return no;
  }
  const refused = refusal(connection, user, login, groups, settings);
  if (refused) {
    log(`User ${user} from ${from} not allowed because ${refused}`);
    return no;
  }
  const root = settings.value('permitrootlogin');
  const found = 'key' in credential ? authorized(connection, user, login, credential.key, settings, log) : undefined;
  const proven =
    'key' in credential ? found !== undefined : 'password' in credential ? fits(passwordOf(connection, user), credential.password) : true;
  const rootMay =
    user !== 'root' ||
    root === 'yes' ||
    (method === 'publickey' && (root === 'prohibit-password' || root === 'without-password')) ||
    (root === 'forced-commands-only' && found?.options.command !== undefined);
  if (proven && !rootMay) log(`ROOT LOGIN REFUSED FROM ${from} port ${CLIENT_PORT}`);
  if (!proven || !rootMay) {
    if (method === 'password') log(`Failed password for ${user} from ${from} port ${CLIENT_PORT} ssh2`);
    return no;
  }
  log(`Accepted ${method} for ${user} from ${from} port ${CLIENT_PORT} ssh2${shown}`);
  return { ok: true, methods, settings, login, ...(found && { options: found.options }) };
}

/** The port that clients connect from: connections here have no number of their own. */
export const CLIENT_PORT = 40000;

const passwordOf = ({ kernel }: Connection, user: string): string | undefined => shadowOf(textOf(kernel, '/etc/shadow') ?? '', user)?.[1];

export const shadowOf = (text: string, user: string): string[] | undefined =>
  text
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === user);

const groupNames = (text: string, gids: readonly number[]): string[] =>
  text
    .split('\n')
    .map((line) => line.split(':'))
    .filter(([, , gid]) => gids.includes(Number(gid)) && gid !== undefined)
    .map(([name]) => name!);

/** Why sshd lets a user not in at all (auth.c, allowed_user). */
function refusal(
  { kernel, from }: Connection,
  user: string,
  login: Login,
  groups: readonly string[],
  settings: ServerSettings,
): string | undefined {
  const shell = login.shell || '/bin/sh';
  const found = kernel.tree().tryFind(shell);
  if (!found) return `shell ${shell} does not exist`;
  if ((found.inode.mode & 0o111) === 0) return `shell ${shell} is not executable`;
  const named = (pattern: string) => {
    const at = pattern.lastIndexOf('@');
    if (at < 0) return matchesPatterns([pattern], user);
    return matchesPatterns([pattern.slice(0, at)], user) && matchesAddress([pattern.slice(at + 1)], from);
  };
  const [deny, allow, denyGroups, allowGroups] = ['denyusers', 'allowusers', 'denygroups', 'allowgroups'].map((name) => settings.all(name));
  if (deny!.some(named)) return 'listed in DenyUsers';
  if (allow!.length && !allow!.some(named)) return 'not listed in AllowUsers';
  if (denyGroups!.length && groups.some((group) => matchesPatterns(denyGroups!, group))) return 'a group is listed in DenyGroups';
  if (allowGroups!.length && !groups.some((group) => matchesPatterns(allowGroups!, group)))
    return "none of user's groups are listed in AllowGroups";
  return undefined;
}

/** The line of authorized_keys that names a key. */
function authorized(
  { kernel, from }: Connection,
  user: string,
  login: Login,
  key: PublicKey,
  settings: ServerSettings,
  log: Log,
): AuthorizedKey | undefined {
  for (const pattern of settings.all('authorizedkeysfile')) {
    if (pattern === 'none') continue;
    const named = pattern.replaceAll('%h', login.home).replaceAll('%u', user).replaceAll('%U', String(login.who.uid)).replaceAll('%%', '%');
    const path = named.startsWith('/') ? named : `${login.home}/${named}`;
    const text = textOf(kernel, path);
    // sshd reads it as the user.
    if (text === undefined || !kernel.tree(undefined, login.who).access(path, 'r')) continue;
    const fault = settings.is('strictmodes') ? unsafe(kernel.tree(), path, login) : undefined;
    if (fault) {
      log(`Authentication refused: ${fault}`);
      continue;
    }
    const found = parseAuthorizedKeys(text).find(({ key: own }) => own.blob === key.blob);
    if (!found) continue;
    const { from: allowed } = found.options;
    if (allowed !== undefined && !matchesAddress(allowed.split(','), from)) {
      log(
        `Authentication tried for ${user} with correct key but not from a permitted host (host=${from}, ip=${from}, required=${allowed}).`,
      );
      continue;
    }
    return found;
  }
  return undefined;
}

/** What is wrong with the owner or mode of a file or of a directory above it, up to the home (misc.c, safe_path). */
function unsafe(tree: Tree, path: string, login: Login): string | undefined {
  const safe = (one: string) => {
    const found = tree.tryFind(one);
    return found !== undefined && (found.inode.uid === 0 || found.inode.uid === login.who.uid) && (found.inode.mode & 0o022) === 0;
  };
  if (!safe(path)) return `bad ownership or modes for file ${path}`;
  for (let directory = path; directory.includes('/');) {
    directory = directory.slice(0, directory.lastIndexOf('/')) || '/';
    if (!safe(directory)) return `bad ownership or modes for directory ${directory}`;
    if (directory === login.home || directory === '/') return undefined;
  }
  return undefined;
}

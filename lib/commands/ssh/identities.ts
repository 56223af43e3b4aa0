import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Io, Task } from '../command/stdio';
import { askPass } from './ask-pass';
import { openPrivateKey, publicHalf, type PrivateKey } from './private-key';
import { parsePublicKey, type PublicKey } from './public-key';

export const DEFAULT_IDENTITIES = ['id_rsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk', 'id_xmss', 'id_dsa'];
const TRIES = 3;

export function readIfThere(sys: Sys, path: string): string | undefined {
  try {
    return sys.readFile(path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return undefined;
  }
}

/** The public half of an identity file: from the .pub beside it, or from the file itself. */
export function publicOf(sys: Sys, path: string): PublicKey | undefined {
  const beside = readIfThere(sys, `${path}.pub`);
  const found = beside === undefined ? undefined : parsePublicKey(beside);
  if (found) return found;
  const own = readIfThere(sys, path);
  return own === undefined ? undefined : (publicHalf(own) ?? parsePublicKey(own));
}

/** Lets what derives keys go on without holding up others. */
export function* patiently<T>(io: Io, work: Generator<void, T>): Task<T> {
  for (let next = work.next(); ; next = work.next()) {
    if (next.done) return next.value;
    yield* io.sleep(1);
  }
}

/** The warning about a private key that others can read; undefined: its mode is in order. */
export function modeFault(sys: Sys, path: string): string | undefined {
  const { mode, uid } = sys.stat(path);
  if (uid !== sys.uid() || (mode & 0o077) === 0) return undefined;
  const bar = '@'.repeat(59);
  return [
    bar,
    '@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @',
    bar,
    `Permissions 0${(mode & 0o777).toString(8).padStart(3, '0')} for '${path}' are too open.`,
    'It is required that your private key files are NOT accessible by others.',
    'This private key will be ignored.',
  ]
    .map((line) => `${line}\r\n`)
    .join('');
}

/**
 * Loads a private key as ssh does, asking for its passphrase up to three times. Undefined after a message, or in silence when the right
 * passphrase was not given.
 */
export function* loadIdentity(io: Io, path: string, options: { readonly batch: boolean }): Task<PrivateKey | undefined> {
  const { sys } = io;
  let text: string;
  try {
    text = sys.readFile(path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* io.stderr(`Load key "${path}": ${error.message}\r\n`);
    return undefined;
  }
  const fault = modeFault(sys, path);
  if (fault !== undefined) {
    yield* io.stderr(`${fault}Load key "${path}": bad permissions\r\n`);
    return undefined;
  }
  let opened = yield* patiently(io, openPrivateKey(text));
  for (let attempt = 0; opened === 'passphrase' && attempt < TRIES && !options.batch; attempt++) {
    const answer = yield* askPass(io, `Enter passphrase for key '${path}': `);
    if (!answer) return undefined;
    opened = yield* patiently(io, openPrivateKey(text, answer));
  }
  if (typeof opened !== 'string') return opened;
  if (opened !== 'passphrase') yield* io.stderr(`Load key "${path}": ${opened}\r\n`);
  return undefined;
}

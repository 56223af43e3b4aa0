import type { Options } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import { ClientConfig, parseDestination } from './client-config';
import type { LoggedIn } from './client';
import { reach } from './ssh';

/** How scp, sftp and rsync reach a host: with the options that they pass on to ssh. */
export interface Dialing {
  readonly port?: string;
  readonly identities?: readonly string[];
  readonly options?: readonly string[];
  readonly jump?: string;
  readonly file?: string;
  readonly user?: string;
  readonly quiet?: boolean;
  readonly verbose?: number;
}

/** The options that scp and sftp share with ssh. */
export const dialingOf = (options: Options): Dialing => ({
  identities: options.values('i'),
  options: options.values('o'),
  verbose: options.given.filter(({ name }) => name === 'v').length,
  ...(options.has('P') && { port: options.value('P')! }),
  ...(options.has('J') && { jump: options.value('J')! }),
  ...(options.has('F') && { file: options.value('F')! }),
});

/** Logs in; undefined after a message. Throws ConfigFault. */
export function* dialOut(io: Io, target: string, dialing: Dialing): Task<LoggedIn | undefined> {
  const parsed = parseDestination(target);
  if (!parsed) return undefined;
  const config = new ClientConfig(io.sys, parsed);
  for (const option of dialing.options ?? []) config.set(option);
  if (dialing.port !== undefined) config.put('port', dialing.port);
  for (const path of dialing.identities ?? []) config.put('identityfile', path);
  if (dialing.jump !== undefined) config.put('proxyjump', dialing.jump);
  const user = parsed.user ?? dialing.user;
  if (user !== undefined) config.put('user', user);
  if (dialing.quiet) config.put('loglevel', 'QUIET');
  if (dialing.verbose) config.put('loglevel', ['DEBUG', 'DEBUG2', 'DEBUG3'][Math.min(dialing.verbose, 3) - 1]!);
  for (const path of dialing.identities ?? [])
    if (!io.sys.exists(config.expand(path)))
      yield* io.stderr(`Warning: Identity file ${path} not accessible: No such file or directory.\n`);
  config.load(dialing.file);
  return yield* reach(io, config, dialing.file, dialing.identities ?? []);
}

import type { Command } from '../command/command';
import { aptCache } from './apt-cache';
import { apt, aptGet } from './apt-get';
import { aptMark } from './apt-mark';
import { commandNotFound } from './command-not-found';
import { dpkg } from './dpkg';
import { addAptRepository, aptKey, gpg } from './keys';

/** Packages of the host: what apt and dpkg do with archives, sources and holds. */
export const packageCommands: readonly Command[] = [apt, aptGet, aptCache, aptMark, aptKey, dpkg, addAptRepository, gpg, commandNotFound];

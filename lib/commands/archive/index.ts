import type { Command } from '../command/command';
import { gzip } from './gzip';
import { tar } from './tar';

/** Archives and compression. */
export const archiveCommands: readonly Command[] = [gzip, tar];

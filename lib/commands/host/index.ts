import type { Command } from '../command/command';
import { file } from './file';
import { man, top } from './top';
import { copyCommands } from './dd';
import { blockCommands } from './lsblk';
import { mountCommands } from './mounts';
import { releaseCommands } from './release';
import { terminalCommands } from './terminal';

/** What tells of the host, its file systems and the terminal. */
export const hostCommands: readonly Command[] = [
  file,
  man,
  top,
  ...blockCommands,
  ...copyCommands,
  ...mountCommands,
  ...releaseCommands,
  ...terminalCommands,
];

import type { TmuxCommand } from './command';
import { inputCommands } from './input';
import { lookCommands } from './look';
import { paneCommands } from './panes';
import { sessionCommands } from './sessions';
import { settingCommands } from './settings';
import { windowCommands } from './windows';

/** All commands, by name. */
export const COMMANDS: readonly TmuxCommand[] = [
  ...sessionCommands,
  ...windowCommands,
  ...paneCommands,
  ...lookCommands,
  ...inputCommands,
  ...settingCommands,
].sort((a, b) => (a.name < b.name ? -1 : 1));

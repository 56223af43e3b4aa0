import type { Command } from '../command/command';
import { namespaceCommands } from './nsenter';
import { openFileCommands } from './open-files';
import { processTreeCommands } from './process-tree';

/** What tells of processes, their files and their namespaces. */
export const processTools: readonly Command[] = [...namespaceCommands, ...openFileCommands, ...processTreeCommands];

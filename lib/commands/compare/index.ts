import type { Command } from '../command/command';
import { cmp } from './cmp';
import { comm } from './comm';
import { diff } from './diff';
import { expr } from './expr';
import { join } from './join';
import { pieceCommands } from './pieces';

/** Commands that compare files, cut them up and compute. */
export const compareCommands: readonly Command[] = [cmp, comm, diff, expr, join, ...pieceCommands];

import type { Command } from '../command/command';
import { cat } from './cat';
import { cut } from './cut';
import { head } from './head';
import { seq } from './seq';
import { sort } from './sort';
import { tail } from './tail';
import { tee } from './tee';
import { tr } from './tr';
import { uniq } from './uniq';
import { wc } from './wc';

/** Commands that read and write text. */
export const textCommands: readonly Command[] = [cat, cut, head, seq, sort, tail, tee, tr, uniq, wc];

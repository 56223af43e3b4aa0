import type { Command } from '../command/command';
import { cat } from './cat';
import { csplit } from './csplit';
import { cut } from './cut';
import { expand, unexpand } from './expand';
import { factor } from './factor';
import { fmt } from './fmt';
import { head } from './head';
import { iconv } from './iconv';
import { numfmt } from './numfmt';
import { seq } from './seq';
import { sort } from './sort';
import { strings } from './strings';
import { tail } from './tail';
import { tee } from './tee';
import { tr } from './tr';
import { tsort } from './tsort';
import { uniq } from './uniq';
import { wc } from './wc';

/** Commands that read and write text. */
export const textCommands: readonly Command[] = [
  cat,
  csplit,
  cut,
  expand,
  factor,
  fmt,
  head,
  iconv,
  numfmt,
  seq,
  sort,
  strings,
  tail,
  tee,
  tr,
  tsort,
  unexpand,
  uniq,
  wc,
];

import type { Command } from '../command/command';
import { chgrp, chmod, chown } from './chmod';
import { cp } from './cp';
import { ln } from './ln';
import { ls } from './ls';
import { mkdir, rmdir } from './mkdir';
import { mv } from './mv';
import { basename, dirname } from './names';
import { rm } from './rm';
import { specialCommands } from './special';
import { touch } from './touch';
import { tree } from './tree';

/** Commands that make, move and look at files. */
export const fileCommands: readonly Command[] = [
  basename,
  chgrp,
  chmod,
  chown,
  cp,
  dirname,
  ln,
  ls,
  mkdir,
  mv,
  rm,
  rmdir,
  ...specialCommands,
  touch,
  tree,
];

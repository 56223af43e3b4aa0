import type { Command } from '../command/command';
import { groupadd, groupdel, gpasswd } from './group-commands';
import { chpasswd, passwd } from './passwords';
import { adduser, useradd, userdel, usermod } from './user-commands';
import { sudo } from './sudo';
import { visudo } from './visudo';

/** Commands that change who may log in, and as what. */
export const userCommands: readonly Command[] = [
  useradd,
  usermod,
  userdel,
  adduser,
  groupadd,
  groupdel,
  gpasswd,
  passwd,
  chpasswd,
  sudo,
  visudo,
];

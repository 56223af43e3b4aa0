import type { Command } from '../command/command';
import { chage } from './chage';
import { adduser, deluser } from './debian-commands';
import { chsh, groupadd, groupdel, groupmod, gpasswd } from './group-commands';
import { lastlog } from './login-records';
import { chpasswd, passwd } from './passwords';
import { nologin, su } from './su';
import { useradd, userdel, usermod } from './user-commands';
import { sudo } from './sudo';
import { visudo } from './visudo';

/** Commands that change who may log in, and as what. */
export const userCommands: readonly Command[] = [
  useradd,
  usermod,
  userdel,
  adduser,
  deluser,
  groupadd,
  groupdel,
  groupmod,
  gpasswd,
  passwd,
  chpasswd,
  chage,
  chsh,
  lastlog,
  su,
  nologin,
  sudo,
  visudo,
];

import type { Command } from '../command/command';
import { scp } from './scp';
import { ssh } from './ssh';
import { sshKeygen } from './ssh-keygen';
import { sshd } from './sshd';

/** OpenSSH: clients, keys, the daemon. */
export const sshCommands: readonly Command[] = [ssh, scp, sshKeygen, sshd];

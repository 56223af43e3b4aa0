import type { Command } from '../command/command';
import { rsync } from './rsync';
import { scp } from './scp';
import { sftp } from './sftp';
import { ssh } from './ssh';
import { sshAdd, sshAgent } from './ssh-agent';
import { sshCopyId } from './ssh-copy-id';
import { sshKeygen } from './ssh-keygen';
import { sshKeyscan } from './ssh-keyscan';
import { sshd } from './sshd';

/** OpenSSH: clients, keys, the agent, the daemon; and rsync over it. */
export const sshCommands: readonly Command[] = [ssh, scp, sftp, rsync, sshKeygen, sshCopyId, sshKeyscan, sshAgent, sshAdd, sshd];

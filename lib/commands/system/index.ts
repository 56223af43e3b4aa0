import type { Command } from '../command/command';
import { cronCommands } from './crontab';
import { dmesg } from './dmesg';
import { journalctl } from './journalctl';
import { loggingCommands } from './logger';
import { powerCommands } from './power';
import { service } from './service';
import { systemctl } from './systemctl';
import { systemdTools } from './systemd-tools';

/** systemd's own commands, and those that act on the machine as a whole. */
export const systemCommands: readonly Command[] = [
  systemctl,
  journalctl,
  dmesg,
  service,
  ...powerCommands,
  ...loggingCommands,
  ...cronCommands,
  ...systemdTools,
];

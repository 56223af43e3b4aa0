import type { Command } from '../command/command';
import { ip } from './ip';
import { netstat, ss } from './sockets';

/** What shows a machine's interfaces, routes and sockets. */
export const networkCommands: readonly Command[] = [ip, netstat, ss];

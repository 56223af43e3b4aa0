import type { Command } from '../command/command';
import { ip } from './ip';
import { iptables, iptablesSave } from './iptables';
import { ipvsadm } from './ipvsadm';
import { netstat, ss } from './sockets';
import { tracepath, traceroute } from './traceroute';

/** What shows a machine's interfaces, routes and sockets. */
export const networkCommands: readonly Command[] = [ip, netstat, ss, iptables, iptablesSave, ipvsadm, tracepath, traceroute];

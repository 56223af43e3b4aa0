import type { Command } from '../command/command';
import { free, uptime } from './memory';
import { moduleCommands } from './modules';
import { swapCommands } from './swap';
import { sysctl } from './sysctl';

/** What shows and sets the kernel's state. */
export const kernelCommands: readonly Command[] = [free, uptime, sysctl, ...moduleCommands, ...swapCommands];

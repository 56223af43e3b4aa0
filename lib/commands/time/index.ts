import type { Command } from '../command/command';
import { date } from './date';
import { sleep } from './sleep';

/** Commands about time. */
export const timeCommands: readonly Command[] = [date, sleep];

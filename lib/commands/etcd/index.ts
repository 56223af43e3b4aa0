import type { Command } from '../command/command';
import { etcdctl } from './etcdctl';
import { etcdutl } from './etcdutl';

export const etcdCommands: readonly Command[] = [etcdctl, etcdutl];

import { env, pluginInstall, pluginList, pluginMissing, version } from './about';
import { create, dependencyList, pack, show } from './charts';
import { dependencyUpdate } from './dependency';
import type { Helm, Task } from './helm';
import { lint } from './lint';
import { completion } from './completion';
import { pull } from './pull';
import { login, logout, push } from './registry';
import { repoAdd, repoList, repoRemove, repoUpdate } from './repo';
import { repoIndex } from './repo-index';
import { searchHub, searchRepo } from './search';
import { verify } from './verify';
import { template } from './template';
import { install } from '../release/install';
import { get } from '../release/get';
import { history, list, status } from '../release/look';
import { test } from '../release/test';
import { uninstall } from '../release/uninstall';
import { rollback } from '../release/rollback';
import { upgrade } from '../release/upgrade';

/** What each command does, by its words. */
export const handlers: Readonly<Record<string, (h: Helm) => Task<number>>> = {
  create,
  package: pack,
  lint,
  template,
  'show all': show,
  'show chart': show,
  'show values': show,
  'show readme': show,
  'show crds': show,
  'dependency list': dependencyList,
  env,
  version,
  'completion bash': completion,
  'completion zsh': completion,
  'completion fish': completion,
  'completion powershell': completion,
  'plugin list': pluginList,
  'dependency update': dependencyUpdate,
  'dependency build': dependencyUpdate,
  'repo add': repoAdd,
  'repo list': repoList,
  'repo update': repoUpdate,
  'repo remove': repoRemove,
  'repo index': repoIndex,
  'search repo': searchRepo,
  'search hub': searchHub,
  verify,
  push,
  'registry login': login,
  'registry logout': logout,
  'plugin install': pluginInstall,
  'plugin uninstall': pluginMissing,
  'plugin update': pluginMissing,
  pull,
  install,
  upgrade,
  rollback,
  uninstall,
  list,
  status,
  history,
  test,
  'get all': get,
  'get values': get,
  'get manifest': get,
  'get notes': get,
  'get hooks': get,
  'get metadata': get,
};

/** How many arguments a command takes. */
export const WANTS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  create: [1, 1],
  template: [1, Infinity],
  install: [1, Infinity],
  upgrade: [2, 2],
  uninstall: [1, Infinity],
  rollback: [1, Infinity],
  status: [1, 1],
  history: [1, 1],
  list: [0, 0],
  test: [1, 1],
  'get all': [1, 1],
  'get values': [1, 1],
  'get manifest': [1, 1],
  'get notes': [1, 1],
  'get hooks': [1, 1],
  'get metadata': [1, 1],
  'show all': [1, 1],
  'show chart': [1, 1],
  'show values': [1, 1],
  'show readme': [1, 1],
  'show crds': [1, 1],
  'repo add': [2, 2],
  'repo list': [0, 0],
  'repo remove': [1, Infinity],
  'repo index': [1, 1],
  pull: [1, Infinity],
  push: [2, Infinity],
  version: [0, 0],
  env: [0, 1],
  'dependency update': [0, 1],
  'dependency build': [0, 1],
  'dependency list': [0, 1],
  'plugin list': [0, Infinity],
  'plugin install': [1, 1],
  'registry login': [1, 1],
  'registry logout': [1, 1],
  verify: [1, 1],
};

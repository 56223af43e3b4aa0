import {
  configured,
  containers,
  copied,
  named,
  nodesToTaint,
  oneOf,
  podsAndContainers,
  podsAndPorts,
  podsOnce,
  typed,
  value,
  type CompletionFunction,
} from './candidates';

const ROLLED = typed(['deployment', 'daemonset', 'statefulset'], false);
const ROLLED_AGAIN = typed(['deployment', 'daemonset', 'statefulset']);
const PAUSED = typed(['deployment']);
const SCALED = typed(['deployment', 'replicaset', 'replicationcontroller', 'statefulset']);
const CONTEXTS = configured('contexts');

/** What each command completes its arguments with; one that is not here leaves it to the shell. */
export const argumentsOf: Readonly<Record<string, CompletionFunction>> = {
  get: typed(),
  describe: typed(),
  delete: typed(),
  edit: typed(),
  label: typed(),
  annotate: typed(),
  patch: typed(),
  debug: typed(),
  'apply view-last-applied': typed(),
  'apply edit-last-applied': typed(),
  logs: podsAndContainers,
  exec: podsOnce,
  attach: podsOnce,
  'port-forward': podsAndPorts,
  cp: copied,
  'top pod': named('pod'),
  'top node': named('node'),
  cordon: named('node'),
  uncordon: named('node'),
  drain: named('node'),
  taint: nodesToTaint,
  'create token': named('serviceaccount'),
  'rollout history': ROLLED,
  'rollout status': ROLLED,
  'rollout undo': ROLLED_AGAIN,
  'rollout restart': ROLLED_AGAIN,
  'rollout pause': PAUSED,
  'rollout resume': PAUSED,
  scale: SCALED,
  autoscale: SCALED,
  expose: typed(['pod', 'service', 'replicationcontroller', 'deployment', 'replicaset']),
  'set image': typed(['daemonsets', 'deployments', 'pods', 'cronjobs', 'replicasets', 'replicationcontrollers', 'statefulsets'], false),
  'config use-context': CONTEXTS,
  'config delete-context': CONTEXTS,
  'config rename-context': CONTEXTS,
  'config set-context': CONTEXTS,
  'config delete-cluster': configured('clusters'),
  'config delete-user': configured('users'),
};

/** First arguments that are always the same (cobra's ValidArgs): these come first, and no others. */
export const fixedArguments: Readonly<Record<string, readonly string[]>> = { completion: ['bash', 'zsh', 'fish', 'powershell'] };

const SUBRESOURCES = oneOf(['status', 'scale', 'resize']);

const GLOBAL: Readonly<Record<string, CompletionFunction>> = {
  namespace: value(named('namespace')),
  context: value(CONTEXTS),
  cluster: value(configured('clusters')),
  user: value(configured('users')),
  subresource: SUBRESOURCES,
};

const OWN: Readonly<Record<string, CompletionFunction>> = {
  'get output': oneOf(
    'json yaml kyaml name go-template go-template-file template templatefile jsonpath jsonpath-as-json jsonpath-file custom-columns custom-columns-file wide'.split(
      ' ',
    ),
  ),
  'exec container': containers,
};

/** What the value of a command's flag is completed with; undefined if the shell is to do it. */
export const flagValuesOf = (command: string, flag: string): CompletionFunction | undefined => OWN[`${command} ${flag}`] ?? GLOBAL[flag];

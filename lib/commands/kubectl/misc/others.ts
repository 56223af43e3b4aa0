import { printYaml } from '@/lib/api/yaml';
import { CommandError } from '../errors';
import type { Handler, Invocation, Task } from '../invocation';
import { podFor } from '../exec/pods';
import { buildKustomization } from '../resource/kustomize';

/** `kubectl kustomize`. */
export const kustomize: Handler = (k) => {
  if (k.args.length > 1)
    throw new CommandError('specify one path to kustomization.yaml'.replace('kustomization.yaml', '`kustomization.yaml`'));
  const directory = k.args[0] ?? '.';
  k.out(
    buildKustomization(k.sys, directory, (text) => k.err(text))
      .map(printYaml)
      .join('---\n'),
  );
  return 0;
};

/** `kubectl port-forward`: says what it cannot do. */
export function* portForward(k: Invocation): Task<number> {
  if (k.args.length < 2) throw k.usageError('TYPE/NAME and list of ports are required for port-forward');
  const pod = yield* podFor(k, k.args[0]!, k.flags.duration('pod-running-timeout'));
  if (pod.status?.phase !== 'Running')
    throw new CommandError(`unable to forward port because pod is not running. Current status=${pod.status?.phase}`);
  throw new CommandError('port-forward is not simulated here; from a cluster host, use the pod or service address instead');
}

/** `kubectl cp`: says what it cannot do. */
export const cp: Handler = (k) => {
  if (k.args.length !== 2) throw new CommandError('source and destination are required');
  if (!k.args.some((arg) => /^[^/.][^:]*:/.test(arg))) throw new CommandError('one of src or dest must be a remote file specification');
  throw new CommandError("cp is not simulated here; use 'kubectl exec POD -- cat FILE' instead");
};

/** `kubectl debug`: says what it cannot do. */
export const debug: Handler = (k) => {
  if (k.flags.text('image') === '' && k.flags.text('copy-to') === '')
    throw new CommandError('you must specify --image when not using --copy-to.');
  throw new CommandError('debug is not simulated here');
};

/** `kubectl proxy`. */
export const proxy: Handler = () => {
  throw new CommandError('proxy is not simulated here; use kubectl get --raw instead');
};

/** `kubectl plugin list`. */
export const pluginList: Handler = () => {
  throw new CommandError('unable to find any kubectl plugins in your PATH');
};

/** `kubectl auth reconcile`. */
export const notHere =
  (what: string): Handler =>
  () => {
    throw new CommandError(`kubectl ${what} is not simulated here`);
  };

/** `kubectl completion`. */
export const completion: Handler = (k) => {
  if (k.args.length === 0) throw k.usageError('Shell not specified.');
  if (k.args.length > 1) throw k.usageError('Too many arguments. Expected only the shell type.');
  if (!['bash', 'zsh', 'fish', 'powershell'].includes(k.args[0]!))
    throw k.usageError(`Unsupported shell type ${JSON.stringify(k.args[0])}.`);
  if (k.args[0] !== 'bash') throw new CommandError(`completion for ${k.args[0]} is not simulated here`);
  k.out(BASH);
  return 0;
};

const BASH = `# bash completion for kubectl                               -*- shell-script -*-

__start_kubectl()
{
    local cur words
    cur="\${COMP_WORDS[COMP_CWORD]}"
    words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
    COMPREPLY=($(compgen -W "$(kubectl __complete "\${words[@]}" 2>/dev/null)" -- "$cur"))
}

complete -o default -F __start_kubectl kubectl
`;

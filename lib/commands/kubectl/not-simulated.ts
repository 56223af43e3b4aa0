import { CommandError } from './errors';
import type { Handler } from './invocation';

/** `kubectl cp`: says what it cannot do. */
export const cp: Handler = (k) => {
  if (k.args.length !== 2) throw new CommandError('source and destination are required');
  if (!k.args.some((arg) => /^[^/.][^:]*:/.test(arg))) throw new CommandError('one of src or dest must be a remote file specification');
  const remote = k.args.map((arg) => /^(?:([^/.][^:/]*)\/)?([^/.:][^:]*):/.exec(arg)).find((match) => match !== null);
  const [, namespace = k.namespace, pod = ''] = remote ?? [];
  k.rest.get(`/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(pod)}`);
  throw new CommandError("cp is not simulated here; use 'kubectl exec POD -- cat FILE' instead");
};

/** `kubectl proxy`. */
export const proxy: Handler = () => {
  throw new CommandError('proxy is not simulated here; use kubectl get --raw instead');
};

/** `kubectl plugin list`. */
export const pluginList: Handler = () => {
  throw new CommandError('unable to find any kubectl plugins in your PATH');
};

import { printYaml } from '@/lib/api/yaml';
import { CommandError } from '../errors';
import type { Handler } from '../invocation';
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

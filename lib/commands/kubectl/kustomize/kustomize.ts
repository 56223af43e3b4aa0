import { asYaml, writeTo } from '@/lib/commands/kustomize/output';
import { CommandError } from '../errors';
import type { Handler } from '../invocation';
import { kustomized } from '../resource/kustomize';

/** `kubectl kustomize`. */
export const kustomize: Handler = (k) => {
  const { flags } = k;
  if (flags.changed('reorder'))
    k.err("Flag --reorder has been deprecated, use the new 'sortOptions' field in kustomization.yaml instead.\n");
  if (k.args.length > 1) throw new CommandError('specify one path to kustomization.yaml');
  const restrictor = legal(k.flags.text('load-restrictor'), 'load-restrictor', ['LoadRestrictionsRootOnly', 'LoadRestrictionsNone']);
  const reorder = legal(flags.text('reorder'), 'reorder', ['legacy', 'none']);
  const options = {
    restrictor: restrictor === 'LoadRestrictionsNone' ? ('none' as const) : ('rootOnly' as const),
    reorder: reorder === 'none' ? ('none' as const) : ('legacy' as const),
    reorderGiven: flags.changed('reorder'),
    helm: flags.bool('enable-helm'),
  };
  const output = flags.text('output');
  kustomized(k, k.args[0] ?? '.', options, (resources) => (output === '' ? k.out(asYaml(resources)) : writeTo(k.sys, output, resources)));
  return 0;
};

function legal(value: string, flag: string, values: readonly string[]): string {
  if (values.includes(value)) return value;
  throw new CommandError(`illegal flag value --${flag} ${value}; legal values: [${values.join(' ')}]`);
}

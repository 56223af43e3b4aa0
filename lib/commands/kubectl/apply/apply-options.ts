import { propagationOf, type Propagation } from '../delete/cascade';
import { CommandError } from '../errors';
import type { Invocation } from '../invocation';
import { dryRunOf, type DryRun } from '../print/printer';
import { hasFiles } from '../resource/manifests';
import { validationOf, type Validation } from '../resource/validation';
import type { Resource } from '../client/discovery';
import { ApplySet } from './apply-set';
import { allowlisted } from './prune-resources';

/** What the flags of `kubectl apply` ask for. */
export interface ApplyOptions {
  readonly serverSide: boolean;
  readonly dryRun: DryRun;
  readonly validation: Validation;
  readonly manager: string;
  readonly propagation: Propagation;
  readonly applySet?: ApplySet;
  readonly prunable: readonly Resource[];
}

/** Reads and checks the flags, in upstream's order. Throws. Models ApplyFlags.ToOptions and ApplyOptions.Validate. */
export function applyOptions(k: Invocation): ApplyOptions {
  const { flags } = k;
  if (k.args.length > 0) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`);
  const serverSide = flags.bool('server-side');
  const dryRun = dryRunOf(k);
  const propagation = propagationOf(k);
  if (!hasFiles(k)) throw new CommandError('must specify one of -f and -k');
  const applySet = flags.has('applyset') && flags.text('applyset') !== '' ? ApplySet.of(k, flags.text('applyset')) : undefined;
  const prune = flags.bool('prune');
  const prunable = prune ? allowlisted(k) : [];
  const validation = validationOf(k);
  const refuse = (when: boolean, why: string) => {
    if (when) throw new CommandError(why);
  };
  const force = flags.bool('force');
  const all = flags.bool('all');
  const selector = flags.text('selector');
  refuse(flags.bool('force-conflicts') && !serverSide, '--force-conflicts only works with --server-side');
  refuse(dryRun === 'client' && serverSide, "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  refuse(flags.text('subresource') !== '' && !serverSide, '--subresource can only be specified for --server-side');
  refuse(serverSide && force, '--force cannot be used with --server-side');
  refuse(dryRun === 'server' && force, '--dry-run=server cannot be used with --force');
  refuse(all && selector !== '', 'cannot set --all and --selector at the same time');
  if (applySet) {
    refuse(!prune, '--applyset requires --prune');
    applySet.validate();
  }
  if (prune) {
    refuse(force, '--force cannot be used with --prune');
    if (applySet) {
      refuse(all, '--all is incompatible with --applyset');
      refuse(selector !== '', '--selector is incompatible with --applyset');
      refuse(prunable.length > 0, '--prune-allowlist is incompatible with --applyset');
    } else {
      refuse(
        !all && selector === '',
        'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
      );
      refuse(serverSide, "--prune is in alpha and doesn't currently work on objects created by server-side apply");
    }
  }
  const manager = flags.changed('field-manager') || !serverSide ? flags.text('field-manager') : 'kubectl';
  return { serverSide, dryRun, validation, manager, propagation, prunable, ...(applySet && { applySet }) };
}

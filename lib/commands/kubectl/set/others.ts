import { labelSelectorOf } from '../create/policy';
import { CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { podSpecHolder } from '../resource/find';
import { hasFiles } from '../resource/manifests';
import { applySetting } from './set';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** `kubectl set serviceaccount`. */
export function* setServiceAccount(k: Invocation): Task<number> {
  if (k.args.length === 0) throw new CommandError('serviceaccount is required');
  const name = k.args[k.args.length - 1]!;
  return yield* applySetting(k, {
    resources: k.args.slice(0, -1),
    done: 'serviceaccount updated',
    failing: 'failed to patch ServiceAccountName update to pod template:'.replace('failed to patch', 'failed to patch'),
    reportUnchanged: true,
    change(object) {
      const holder = podSpecHolder(object);
      if (!holder) throw new CommandError(`the object is not a pod or does not have a pod template: ${object.kind}`);
      holder.spec.serviceAccountName = name;
    },
  });
}

/** `kubectl set selector`. */
export function* setSelector(k: Invocation): Task<number> {
  if (k.args.length === 0 && !hasFiles(k))
    throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  const expression = k.args[k.args.length - 1] ?? '';
  const selector: any = labelSelectorOf(expression);
  return yield* applySetting(k, {
    resources: k.args.slice(0, -1),
    done: 'selector updated',
    failing: '',
    change(object) {
      if (object.kind !== 'Service') throw new CommandError(`setting a selector is only supported for Services`);
      object.spec.selector = selector.matchLabels ?? {};
    },
  });
}

/** `kubectl set subject`. */
export function* setSubject(k: Invocation): Task<number> {
  const apiGroup = 'rbac.authorization.k8s.io';
  const subjects: any[] = [
    ...k.flags.list('user').map((name) => ({ kind: 'User', apiGroup, name })),
    ...k.flags.list('group').map((name) => ({ kind: 'Group', apiGroup, name })),
    ...k.flags.list('serviceaccount').map((account) => {
      const [namespace, name] = account.split(':');
      if (!namespace || !name) throw new CommandError('serviceaccount must be <namespace>:<name>');
      return { kind: 'ServiceAccount', name, namespace };
    }),
  ];
  if (subjects.length === 0) throw new CommandError('you must specify at least one value of user, group or serviceaccount');
  return yield* applySetting(k, {
    resources: k.args,
    done: 'subjects updated',
    failing: 'failed to patch subjects to rolebinding:',
    change(object) {
      const same = (a: any) => (b: any) => a.kind === b.kind && a.name === b.name && (a.namespace ?? '') === (b.namespace ?? '');
      const old: any[] = object.subjects ?? [];
      object.subjects = [...old, ...subjects.filter((subject) => !old.some(same(subject)))];
    },
  });
}

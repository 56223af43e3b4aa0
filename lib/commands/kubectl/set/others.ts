import { labelSelectorOf } from '../create/policy';
import { CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { podSpecHolder } from '../resource/find';
import { hasFiles } from '../resource/manifests';
import { NothingGiven } from '../resource/arguments';
import { applySetting, containersOf } from './set';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** `kubectl set serviceaccount`. */
export function* setServiceAccount(k: Invocation): Task<number> {
  if (k.args.length === 0) throw new CommandError('serviceaccount is required');
  const name = k.args[k.args.length - 1]!;
  return yield* applySetting(k, {
    resources: k.args.slice(0, -1),
    done: 'serviceaccount updated',
    failing: 'failed to patch ServiceAccountName',
    allOrNone: true,
    reportUnchanged: true,
    localComplainsOfNothing: true,
    change(object) {
      containersOf(object, '*');
      const holder = podSpecHolder(object);
      holder.spec.serviceAccountName = name;
    },
  });
}

/** `kubectl set selector`. */
export function* setSelector(k: Invocation): Task<number> {
  if (k.args.length === 0) throw new CommandError('one selector is required');
  const expression = k.args[k.args.length - 1] ?? '';
  const selector: any = labelSelectorOf(expression);
  const [first] = selector.matchExpressions ?? [];
  return yield* applySetting(k, {
    resources: k.args.slice(0, -1),
    done: 'selector updated',
    failing: '',
    reportUnchanged: true,
    change(object) {
      const version = k.flags.text('resource-version');
      if (version !== '') object.metadata.resourceVersion = version;
      if (first)
        throw new CommandError(
          `match expression [{${first.key} ${first.operator} [${(first.values ?? []).join(' ')}]}] not supported on this object`,
        );
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
  if (k.args.length === 0 && !hasFiles(k)) throw new NothingGiven();
  return yield* applySetting(k, {
    resources: k.args,
    done: 'subjects updated',
    named: true,
    check() {
      if (subjects.length === 0) throw new CommandError('you must specify at least one value of user, group or serviceaccount');
    },
    failing: 'failed to patch subjects to rolebinding:',
    change(object) {
      if (!/^(Cluster)?RoleBinding$/.test(object.kind))
        throw new CommandError('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
      const same = (a: any) => (b: any) => a.kind === b.kind && a.name === b.name && (a.namespace ?? '') === (b.namespace ?? '');
      const old: any[] = object.subjects ?? [];
      object.subjects = [...old, ...subjects.filter((subject) => !old.some(same(subject)))];
    },
  });
}

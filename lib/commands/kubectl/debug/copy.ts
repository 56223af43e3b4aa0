import { CommandError } from '../errors';
import type { Invocation } from '../invocation';
import { debugContainer } from './debug-container';
import { applyProfile } from './profiles';

/* eslint-disable @typescript-eslint/no-explicit-any -- pods as kubectl writes them */

/** The copy of a pod that `--copy-to` asks for, and the container to attach to. Models generatePodCopyWithDebugContainer. */
export function podCopy(
  k: Invocation,
  pod: any,
  profile: string,
  newName: () => string,
): { readonly copy: any; readonly container?: string } {
  const images = new Map(k.flags.list('set-image').map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]));
  const drop = (['liveness', 'readiness', 'startup'] as const)
    .filter((kind) => !k.flags.bool(`keep-${kind}`))
    .map((kind) => `${kind}Probe`);
  const stripped = (container: any) => Object.fromEntries(Object.entries(container).filter(([field]) => !drop.includes(field)));
  const known = new Set(pod.spec.containers.map((one: any) => one.name));
  for (const name of images.keys())
    if (name !== '*' && !known.has(name)) throw new CommandError(`unable to find container named "${name}"`);
  let containers: any[] = pod.spec.containers.map((one: any) => {
    const image = images.get(one.name) ?? images.get('*');
    return { ...stripped(one), ...(image && { image }) };
  });
  const { nodeName, ephemeralContainers: _e, initContainers, ...spec } = pod.spec;
  const image = k.flags.text('image');
  const args = k.dashAt >= 0 ? k.args.slice(k.dashAt) : k.args.slice(1);
  const named = k.flags.text('container');
  let attachTo: string | undefined = named || undefined;
  if (named !== '' && known.has(named)) {
    containers = containers.map((one) => {
      if (one.name !== named) return one;
      const command = args.length > 0 ? (k.flags.bool('arguments-only') ? { args } : { command: args, args: undefined }) : {};
      const terminal = { ...(k.flags.bool('stdin') && { stdin: true }), ...(k.flags.bool('tty') && { tty: true }) };
      return applyProfile(profile, { ...one, ...(image !== '' && { image }), ...command, ...terminal }, 'copy');
    });
  } else if (image !== '') {
    attachTo = named || newName();
    containers = [...containers, applyProfile(profile, debugContainer(k, attachTo), 'copy')];
  } else if (args.length > 0) {
    throw new CommandError('you must specify an existing container or a new image when specifying args.');
  } else attachTo = attachTo ?? containers[0]?.name;
  const { labels, annotations, namespace } = pod.metadata;
  return {
    copy: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: k.flags.text('copy-to'),
        namespace,
        ...(k.flags.bool('keep-labels') && labels && { labels }),
        ...(k.flags.bool('keep-annotations') && annotations && { annotations }),
      },
      spec: {
        ...spec,
        containers,
        ...(initContainers && k.flags.bool('keep-init-containers') && { initContainers }),
        ...(k.flags.bool('same-node') && { nodeName }),
        ...(k.flags.bool('share-processes') && containers.length > 1 && { shareProcessNamespace: true }),
      },
    },
    ...(attachTo === undefined ? {} : { container: attachTo }),
  };
}

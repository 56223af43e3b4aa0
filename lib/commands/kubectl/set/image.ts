import { CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { NothingGiven } from '../resource/arguments';
import { hasFiles } from '../resource/manifests';
import { applySetting, containersOf, splitPairs } from './set';

/** `kubectl set image`. */
export function* setImage(k: Invocation): Task<number> {
  const { resources, pairs } = splitPairs(k.args, 'image');
  if (resources.length === 0 && !hasFiles(k)) throw new NothingGiven();
  if (pairs.some((pair) => pair.startsWith('*=')) && pairs.length > 1) {
    throw new CommandError('all containers are already specified by *, but saw more than one container_name=container_image pairs');
  }
  const images = pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  return yield* applySetting(k, {
    resources,
    done: 'image updated',
    check() {
      if (pairs.length === 0) throw new CommandError('at least one image update is required');
    },
    failing: 'failed to patch image update to pod template:',
    change(object, complain) {
      for (const [name, image] of images) {
        const containers = name === '*' ? containersOf(object, '*') : containersOf(object, '*').filter((each) => each.name === name);
        if (containers.length === 0) complain(new CommandError(`unable to find container named ${JSON.stringify(name)}`));
        for (const container of containers) container.image = image;
      }
    },
  });
}

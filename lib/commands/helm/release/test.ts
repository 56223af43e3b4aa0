import { ServerError } from '../../kubectl/errors';
import { HelmError, type Helm, type Task } from '../cli/helm';
import { runHooks } from './hooks';
import { printStatus } from './print';
import type { ReleaseHook } from './release';
import { Releases } from './storage';

/** `helm test`. */
export function* test(h: Helm): Task<number> {
  yield* h.reach();
  const store = new Releases(h, h.namespace);
  const release = store.get(h.args[0]!, 0);
  const named = h.flags.list('filter').flatMap((each) => (each.startsWith('name=') ? [each.slice('name='.length)] : []));
  const unnamed = h.flags.list('filter').flatMap((each) => (/^!\s?name=/.test(each) ? [each.replace(/^!\s?name=/, '')] : []));
  const wanted = ({ name }: ReleaseHook) => !unnamed.includes(name) && (named.length === 0 || named.includes(name));
  const all = release.hooks;
  release.hooks = all.filter(wanted);
  let failure: Error | undefined;
  try {
    yield* runHooks(h, store, release, 'test', h.flags.duration('timeout') || 300_000);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    failure = error;
  }
  release.hooks = [...all.filter((hook) => !wanted(hook)), ...release.hooks];
  store.update(release);
  printStatus(h, release);
  if (h.flags.bool('logs')) {
    h.out('\n');
    for (const hook of [...release.hooks].sort((a, b) => a.weight - b.weight)) {
      if (!hook.events.includes('test') || !wanted(hook)) continue;
      try {
        const { body } = h.k.rest.send('GET', `/api/v1/namespaces/${release.namespace}/pods/${hook.name}/log`);
        h.out(`POD LOGS: ${hook.name}\n${typeof body === 'string' ? body : ''}\n`);
      } catch (error) {
        if (!(error instanceof ServerError)) throw error;
        throw new HelmError(`unable to get pod logs for ${hook.name}: ${error.message}`);
      }
    }
  }
  if (failure) throw failure;
  return 0;
}

import { BOOTSTRAP_TOKEN_TYPE, bootstrapTokenOf } from '../bootstrap-token';
import { bindQueue, ignoreNotFound, splitKey, type ControllerContext } from './context';
import { SECRETS } from '../client/resources';

const QUEUE = 'token-cleaner';

/** Deletes bootstrap tokens that have expired. Models pkg/controller/bootstrap.TokenCleaner. */
export function tokenCleanerController(context: ControllerContext): void {
  const { informers, client, sim } = context;
  const enqueue = bindQueue(context, QUEUE, (key) => {
    const [namespace, name] = splitKey(key);
    const secret = client.get(SECRETS, namespace, name);
    const expires = secret && bootstrapTokenOf(secret)?.expires;
    if (!secret || expires === undefined) return;
    if (expires <= sim.now()) ignoreNotFound(() => client.delete(SECRETS, namespace, name, { uid: secret.metadata.uid }));
    else sim.after(`controller/${QUEUE}`, key, expires - sim.now(), { background: true });
  });
  informers.informer(SECRETS).onChange(({ type, object }) => {
    if (type !== 'DELETED' && object.type === BOOTSTRAP_TOKEN_TYPE && object.metadata.namespace === 'kube-system') {
      enqueue(`kube-system/${object.metadata.name}`);
    }
  });
}

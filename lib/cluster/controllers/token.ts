import type { KubeObject } from '@/lib/api/object';
import { legacyClaims, signToken } from '../apiserver/authn/tokens';
import { bindQueue, ignoreNotFound, splitKey, type ControllerContext } from './context';
import { SECRETS, SERVICE_ACCOUNTS } from '../client/resources';

const TYPE = 'kubernetes.io/service-account-token';
const NAME = 'kubernetes.io/service-account.name';
const UID = 'kubernetes.io/service-account.uid';

export interface TokenControllerOptions {
  readonly caPem: string;
  /** `--service-account-private-key-file` */
  readonly privatePem: string;
}

/**
 * Fills secrets of the type service-account-token, removes them with their accounts, and strikes them from accounts when they
 * go. Models pkg/controller/serviceaccount/tokens_controller.go.
 */
export function tokenController(context: ControllerContext, options: TokenControllerOptions): void {
  const { client, informers } = context;
  const secrets = informers.informer(SECRETS);
  const sync = bindQueue(context, 'serviceaccount-token', (key) => {
    const [namespace, name] = splitKey(key);
    const secret = client.get(SECRETS, namespace, name);
    if (!secret || secret.type !== TYPE || secret.metadata.deletionTimestamp) return;
    const account = accountOf(secret);
    if (!account) ignoreNotFound(() => client.delete(SECRETS, namespace, name, { uid: secret.metadata.uid }));
    else fillIn(secret, account);
  });
  const strike = bindQueue(context, 'serviceaccount-token-reference', (key) => {
    const [namespace, account, secret] = key.split('/') as [string, string, string];
    const found = client.get(SERVICE_ACCOUNTS, namespace, account);
    const listed = (found?.secrets ?? []) as readonly { readonly name: string }[];
    if (!found || !listed.some(({ name }) => name === secret)) return;
    client.update(SERVICE_ACCOUNTS, { ...found, secrets: listed.filter(({ name }) => name !== secret) } as KubeObject);
  });
  secrets.onChange(({ type, object }) => {
    if (object.type !== TYPE) return;
    const { namespace, name, annotations } = object.metadata;
    if (type !== 'DELETED') sync(`${namespace}/${name}`);
    else if (annotations?.[NAME]) strike(`${namespace}/${annotations[NAME]}/${name}`);
  });
  informers.informer(SERVICE_ACCOUNTS).onChange(({ type, object }) => {
    const { namespace, name } = object.metadata;
    if (type === 'MODIFIED') return;
    for (const secret of secrets.list(namespace)) {
      if (secret.type === TYPE && secret.metadata.annotations?.[NAME] === name) sync(`${namespace}/${secret.metadata.name}`);
    }
  });

  function accountOf({ metadata }: KubeObject): KubeObject | undefined {
    const account = client.get(SERVICE_ACCOUNTS, metadata.namespace ?? '', metadata.annotations?.[NAME] ?? '');
    const uid = metadata.annotations?.[UID];
    return account && (!uid || uid === account.metadata.uid) ? account : undefined;
  }

  function fillIn(secret: KubeObject, account: KubeObject): void {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const data = (secret.data ?? {}) as Readonly<Record<string, string>>;
    const { namespace = '', name } = secret.metadata;
    if (data['ca.crt'] === base64(options.caPem) && data.namespace && data.token) return;
    const token = data.token || base64(signToken(legacyClaims(namespace, account.metadata, name), options.privatePem));
    const annotations = { ...secret.metadata.annotations, [NAME]: account.metadata.name, [UID]: account.metadata.uid! };
    client.update(SECRETS, {
      ...secret,
      metadata: { ...secret.metadata, annotations },
      data: { ...data, 'ca.crt': base64(options.caPem), namespace: data.namespace || base64(namespace), token },
    } as KubeObject);
  }
}

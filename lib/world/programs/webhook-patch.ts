import type { Task } from '@/lib/hosts/process/blocking';
import type { Sys } from '@/lib/hosts/process/sys';
import { askApi } from './cni/in-cluster';
import { flag, print, printError } from './daemon';

interface Configuration {
  readonly webhooks?: readonly { readonly clientConfig: object }[];
}

const GROUP = '/apis/admissionregistration.k8s.io/v1';

/** `kube-webhook-certgen patch`: gives webhook configurations the authority that `create` has put into a Secret. */
export function* patchWebhooks(sys: Sys, argv: readonly string[]): Task<number> {
  const time = () => `${new Date(sys.now()).toISOString().slice(0, 19)}Z`;
  const say = (msg: string, level = 'info', source = 'k8s/k8s.go:118') => `${JSON.stringify({ level, msg, source, time: time() })}\n`;
  const [name = '', namespace = '', secretName = ''] = ['webhook-name', 'namespace', 'secret-name'].map((one) => flag(argv, one));
  const secret = askApi(sys, 'GET', `/api/v1/namespaces/${namespace}/secrets/${secretName}`);
  if ('error' in secret) {
    yield* printError(sys, say(`no secret with '${secretName}' in '${namespace}'`, 'fatal', 'cmd/patch.go:79'));
    return 1;
  }
  const caBundle = ((secret.body as { data?: Readonly<Record<string, string>> }).data ?? {}).ca;
  const policy = flag(argv, 'patch-failure-policy');
  const kinds = ['mutating', 'validating'].filter((kind) => flag(argv, `patch-${kind}`) !== 'false');
  const flags = ['mutating', 'validating'].map((kind) => `${kind}=${kinds.includes(kind)}`).join(', ');
  yield* print(sys, say(`patching webhook configurations '${name}' ${flags}, failurePolicy=${policy ?? ''}`));
  for (const kind of kinds) {
    const path = `${GROUP}/${kind}webhookconfigurations/${name}`;
    const there = askApi(sys, 'GET', path);
    const changed = 'error' in there ? there : askApi(sys, 'PUT', path, patched(there.body as Configuration, caBundle, policy));
    if ('error' in changed) {
      yield* printError(sys, say(`failed patching ${kind} webhook: ${changed.error}`, 'fatal', 'k8s/k8s.go:150'));
      return 1;
    }
  }
  yield* print(sys, say('Patched hook(s)', 'info', 'k8s/k8s.go:193'));
  return 0;
}

function patched(configuration: Configuration, caBundle: string | undefined, policy: string | undefined): object {
  return {
    ...configuration,
    webhooks: (configuration.webhooks ?? []).map((one) => ({
      ...one,
      clientConfig: { ...one.clientConfig, caBundle },
      ...(policy ? { failurePolicy: policy } : {}),
    })),
  };
}

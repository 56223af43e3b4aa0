import type { KubeObject } from '@/lib/api/object';
import { parseReference } from '../images/reference';
import { backOffLeft, goDuration, nextBackOff } from './back-off';
import { event, ESTABLISHED_MS, type Outcome, type StartInput } from './outcome';
import type { KubeletContext } from './context';
import { textData } from './env';
import type { ContainerRecord } from './pod-record';
import type { RegistryCredential } from './runtime';

/** Makes sure of a container's image, or says what it waits for. Models images.EnsureImageExists. */
export function pullImage(context: KubeletContext, input: StartInput, record: ContainerRecord): Outcome | { readonly present: true } {
  const { sim, runtime } = context;
  const { container } = input;
  const image: string = container.image;
  const policy: string = container.imagePullPolicy ?? (/(:latest|^[^:@]+|\/[^:@]+)$/.test(image) ? 'Always' : 'IfNotPresent');
  const { pull } = record;
  if (!pull?.startedAt) {
    if (!parseReference(image)) return invalidName(context, input, record);
    if (policy === 'Never' && !runtime.imagePresent(image)) {
      const message = `Container image "${image}" is not present with pull policy of Never`;
      event(context, input, 'Warning', 'ErrImageNeverPull', message);
      event(context, input, 'Warning', 'Failed', 'Error: ErrImageNeverPull');
      return { record: { ...record, waiting: { reason: 'ErrImageNeverPull', message } }, againIn: 10_000, background: true };
    }
    if (policy !== 'Always' && runtime.imagePresent(image)) {
      event(context, input, 'Normal', 'Pulled', `Container image "${image}" already present on machine and can be accessed by the pod`);
      return { present: true };
    }
    const left = pull?.backOff && pull.failedAt !== undefined ? backOffLeft(pull.backOff, pull.failedAt, sim.now()) : 0;
    if (left > 0) {
      const message = `Back-off pulling image "${image}": ErrImagePull: ${pull!.error}`;
      event(context, input, 'Normal', 'BackOff', `Back-off pulling image "${image}"`);
      event(context, input, 'Warning', 'Failed', 'Error: ImagePullBackOff');
      return {
        record: { ...record, waiting: { reason: 'ImagePullBackOff', message } },
        againIn: left,
        background: pull!.backOff!.ms >= ESTABLISHED_MS,
      };
    }
    event(context, input, 'Normal', 'Pulling', `Pulling image "${image}"`);
  }
  const state = runtime.pull(image, pullCredentials(context, input));
  if (state.state === 'pulling') {
    const started = pull?.startedAt ?? sim.now();
    return { record: { ...record, pull: { ...pull, startedAt: started }, waiting: undefined }, againIn: state.doneAt - sim.now() };
  }
  if (state.state === 'done') {
    const waited = sim.now() - (pull?.startedAt ?? sim.now());
    const message = `Successfully pulled image "${image}" in ${goDuration(state.elapsedMs)} (${goDuration(Math.max(waited, state.elapsedMs))} including waiting). Image size: ${state.sizeBytes} bytes.`;
    event(context, input, 'Normal', 'Pulled', message);
    return { present: true };
  }
  event(context, input, 'Warning', 'Failed', `Failed to pull image "${image}": ${state.error}`);
  event(context, input, 'Warning', 'Failed', 'Error: ErrImagePull');
  const backOff = nextBackOff(pull?.backOff, sim.now(), sim.now());
  return {
    record: {
      ...record,
      waiting: { reason: 'ErrImagePull', message: state.error },
      pull: { failedAt: sim.now(), error: state.error, backOff },
    },
    againIn: 1000,
    background: backOff.ms >= ESTABLISHED_MS,
  };
}

/** Models applyDefaultImageTag's refusal. */
function invalidName(context: KubeletContext, input: StartInput, record: ContainerRecord): Outcome {
  const { image } = input.container;
  const why = /[A-Z]/.test(image.replace(/:[^/]*$/, ''))
    ? 'invalid reference format: repository name must be lowercase'
    : 'invalid reference format';
  const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${why}`;
  event(context, input, 'Warning', 'InspectFailed', message);
  event(context, input, 'Warning', 'Failed', 'Error: InvalidImageName');
  return { record: { ...record, waiting: { reason: 'InvalidImageName', message } }, againIn: 10_000, background: true };
}

/** What the pod's imagePullSecrets say of registries. A secret that is not there is told and passed over. */
function pullCredentials(context: KubeletContext, { pod, sources }: StartInput): readonly RegistryCredential[] {
  const found: RegistryCredential[] = [];
  const missing: string[] = [];
  for (const { name } of (pod.spec.imagePullSecrets ?? []) as readonly { name?: string }[]) {
    const secret = name ? sources.secret(name) : undefined;
    if (!secret) {
      if (name) missing.push(name);
    } else found.push(...credentialsOf(secret));
  }
  if (missing.length > 0) {
    const text = `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`;
    context.events.event(pod, 'Warning', 'FailedToRetrieveImagePullSecret', text);
  }
  return found;
}

/** Accounts of registries in a Secret of type dockerconfigjson (or dockercfg); what cannot be read is none. */
function credentialsOf(secret: KubeObject): readonly RegistryCredential[] {
  const data = textData(secret);
  const text = data['.dockerconfigjson'] ?? data['.dockercfg'];
  if (text === undefined) return [];
  try {
    const parsed = JSON.parse(text) as { auths?: Record<string, Account> } & Record<string, Account>;
    const auths: Record<string, Account> = data['.dockerconfigjson'] === undefined ? parsed : (parsed.auths ?? {});
    return Object.entries(auths).map(([server, { username, password, auth }]) => {
      const [user = '', ...rest] = auth ? Buffer.from(auth, 'base64').toString('utf8').split(':') : [];
      return { registry: registryOf(server), username: username ?? user, password: password ?? rest.join(':') };
    });
  } catch {
    return [];
  }
}

interface Account {
  readonly username?: string;
  readonly password?: string;
  /** `user:password` in base64. */
  readonly auth?: string;
}

/** `https://index.docker.io/v1/` → `docker.io`. */
function registryOf(server: string): string {
  const host = server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return host === 'index.docker.io' || host === 'registry-1.docker.io' ? 'docker.io' : host;
}

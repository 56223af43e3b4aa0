import type { Service } from '@/lib/hosts/net/network';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { flag, klogHead, printError, readIfThere, untilSignal } from './daemon';

/** What a review asks, as far as the handlers look. */
interface ReviewRequest {
  readonly uid: string;
  readonly name?: string;
  readonly operation: string;
  readonly subResource?: string;
  readonly resource: { readonly group?: string; readonly version: string; readonly resource: string };
  readonly object?: ReviewObject | null;
  readonly oldObject?: ReviewObject | null;
}

interface ReviewObject {
  readonly metadata?: { readonly name?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<'containers' | 'initContainers', readonly { readonly name: string }[] | undefined>>;
  readonly container?: string;
  readonly stdin?: boolean;
}

type Response = Readonly<Record<string, unknown>>;

const allow: Response = { allowed: true };
const refuse = (message: string): Response => ({ allowed: false, status: { metadata: {}, message } });
/** Only a reason, as agnhost answers about data. */
const refuseReason = (reason: string): Response => ({ allowed: false, status: { metadata: {}, reason } });
const patch = (operations: readonly object[]): Response => ({
  allowed: true,
  patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
  patchType: 'JSONPatch',
});

const isResource = ({ resource }: ReviewRequest, name: string) =>
  (resource.group ?? '') === '' && resource.version === 'v1' && resource.resource === name;

/** One handler a path, as test/images/agnhost/webhook has them. Undefined: an empty answer. */
const HANDLERS: Readonly<Record<string, (request: ReviewRequest, sidecarImage: string) => Response | undefined>> = {
  '/always-deny': () => refuse('this webhook denies all requests'),
  '/always-allow-delay-5s': () => allow,
  '/add-label': ({ object }) => {
    const labels = object?.metadata?.labels ?? {};
    if (Object.keys(labels).length === 0) return patch([{ op: 'add', path: '/metadata/labels', value: { 'added-label': 'yes' } }]);
    if (labels['added-label'] === 'yes') return allow;
    const op = labels['added-label'] === undefined ? 'add' : 'replace';
    return patch([{ op, path: '/metadata/labels/added-label', value: 'yes' }]);
  },
  '/pods': (request) => {
    if (!isResource(request, 'pods')) return refuse('expect resource to be {"" "v1" "pods"}');
    const { object } = request;
    const found = [
      ...(object?.metadata?.labels?.['webhook-e2e-test'] === 'webhook-disallow' ? ['the pod contains unwanted label;'] : []),
      ...(object?.spec?.containers ?? [])
        .filter(({ name }) => name.includes('webhook-disallow'))
        .map(() => 'the pod contains unwanted container name;'),
    ];
    return found.length > 0 ? refuse(found.join(' ')) : allow;
  },
  '/pods/attach': ({ name, object }) =>
    name === 'to-be-attached-pod' && object?.stdin && object.container === 'container1'
      ? refuse("attaching to pod 'to-be-attached-pod' is not allowed")
      : allow,
  '/mutating-pods': (request) => {
    if (!isResource(request, 'pods')) return undefined;
    const { object } = request;
    if (object?.metadata?.name !== 'webhook-to-be-mutated') return allow;
    if (object.spec?.initContainers?.some(({ name }) => name === 'webhook-added-init-container')) return allow;
    const value = [{ image: 'webhook-added-image', name: 'webhook-added-init-container', resources: {} }];
    return patch([{ op: 'add', path: '/spec/initContainers', value }]);
  },
  '/mutating-pods-sidecar': (request, sidecarImage) => {
    if (!sidecarImage) {
      const message = 'No image specified by the sidecar-image parameter';
      return { allowed: false, status: { metadata: {}, status: 'Failure', message, code: 500 } };
    }
    if (!isResource(request, 'pods')) return undefined;
    if (request.object?.spec?.containers?.some(({ name }) => name === 'webhook-added-sidecar')) return allow;
    return patch([{ op: 'add', path: '/spec/containers/-', value: { image: sidecarImage, name: 'webhook-added-sidecar', resources: {} } }]);
  },
  '/configmaps': (request) => (isResource(request, 'configmaps') ? judgeData(request, 'configmap', 'key and value') : undefined),
  '/mutating-configmaps': (request) => (isResource(request, 'configmaps') ? mutateData(request) : undefined),
  '/custom-resource': (request) => judgeData(request, 'custom resource', 'data'),
  '/mutating-custom-resource': (request) => mutateData(request),
  '/crd': ({ object }) =>
    object?.metadata?.labels?.['webhook-e2e-test'] === 'webhook-disallow' ? refuse('the crd contains unwanted label') : allow,
};

function judgeData({ operation, object, oldObject }: ReviewRequest, what: string, unwanted: string): Response {
  const word = (operation === 'DELETE' ? oldObject : object)?.data?.['webhook-e2e-test'];
  if (word === 'webhook-disallow' && operation !== 'DELETE') return refuseReason(`the ${what} contains unwanted ${unwanted}`);
  if (word === 'webhook-nondeletable' && operation === 'DELETE') {
    return refuseReason(`the ${what} cannot be deleted because it contains unwanted key and value`);
  }
  return allow;
}

function mutateData({ object }: ReviewRequest): Response {
  const stage = object?.data?.['mutation-stage-1'] === 'yes' ? 2 : object?.data?.['mutation-start'] === 'yes' ? 1 : 0;
  return stage ? patch([{ op: 'add', path: `/data/mutation-stage-${stage}`, value: 'yes' }]) : allow;
}

/** `agnhost webhook`: an HTTPS server that answers admission reviews. */
export function* agnhostWebhook(sys: Sys, argv: readonly string[]) {
  const certificate = flag(argv, 'tls-cert-file') ?? '';
  const key = flag(argv, 'tls-private-key-file') ?? '';
  const missing = [certificate, key].find((path) => readIfThere(sys, path) === undefined);
  if (missing !== undefined) {
    yield* printError(sys, `${klogHead(sys.now(), sys.pid, 'F')}config.go:44] open ${missing}: no such file or directory\n`);
    return 255;
  }
  const port = Number(flag(argv, 'port') ?? 443);
  try {
    sys.listen(port, 'agnhost-webhook', { data: { tls: { certificate }, sidecarImage: flag(argv, 'sidecar-image') ?? '' } });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* printError(sys, `panic: listen tcp :${port}: bind: ${error.message.toLowerCase()}\n`);
    return 2;
  }
  yield* untilSignal(sys, ['INT', 'TERM']);
  return 0;
}

/** Its port. */
export const agnhostWebhookService: Service = ({ data }, request) => {
  const text = (status: number, body: string) => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body });
  if (request.scheme !== 'https') return text(400, 'Client sent an HTTP request to an HTTPS server.\n');
  if (request.path === '/readyz') return text(200, 'ok');
  const handler = Object.hasOwn(HANDLERS, request.path) ? HANDLERS[request.path] : undefined;
  if (!handler) return text(404, '404 page not found\n');
  if (request.headers['content-type'] !== 'application/json') return text(200, '');
  let review: { readonly apiVersion?: string; readonly kind?: string; readonly request?: ReviewRequest };
  try {
    review = (typeof request.body === 'string' ? JSON.parse(request.body) : request.body) as typeof review;
  } catch (error) {
    return text(400, `Request could not be decoded: ${(error as Error).message}\n`);
  }
  if (review?.kind !== 'AdmissionReview' || !review.request)
    return text(400, `Unsupported group version kind: ${review?.apiVersion}, Kind=${review?.kind}\n`);
  const response = handler(review.request, (data as { sidecarImage: string }).sidecarImage);
  if (!response) throw new Errno('ECONNRESET', 'Connection reset by peer');
  const { apiVersion, kind } = review;
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: { kind, apiVersion, response: { uid: review.request.uid, ...response } },
  };
};

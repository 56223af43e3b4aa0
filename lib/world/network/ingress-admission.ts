import { annotationOf, INGRESSES, INGRESS_CLASSES, isOwn, type Ingress } from '@/lib/cluster/addons/ingress-nginx/routes';
import type { Cluster } from '@/lib/cluster/cluster';
import type { Service } from '@/lib/hosts/net/network';
import { klogHead } from '../programs/daemon';

interface Review {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly request?: { readonly uid: string; readonly object?: Ingress | null };
}

/** Paths of the types Exact and Prefix (strict-validate-path-type). */
const PLAIN_PATH = /^\/[A-Za-z0-9._\-/]*$/;

/** The validating webhook of ingress-nginx. Models internal/admission/controller and Controller.CheckIngress. */
export function ingressAdmission(cluster: () => Cluster | undefined): Service {
  return ({ sys, data }, request) => {
    const review = (typeof request.body === 'string' ? JSON.parse(request.body) : request.body) as Review | undefined;
    const ingress = review?.request?.object;
    if (!review?.request || !ingress) return { status: 400, headers: { 'content-type': 'text/plain' }, body: '' };
    const { withoutClass } = data as { withoutClass?: boolean };
    const found = cluster();
    const complaint = found && complaintOf(found, ingress, withoutClass);
    const name = `${ingress.metadata.namespace ?? ''}/${ingress.metadata.name}`;
    sys.write(
      2,
      complaint
        ? `${klogHead(sys.now(), 7, 'E')}main.go:96] "invalid ingress configuration" err="${complaint.replaceAll('"', '\\"')}" ingress="${name}"\n`
        : `${klogHead(sys.now(), 7)}main.go:107] "successfully validated configuration, accepting" ingress="${name}"\n`,
    );
    const status = complaint ? { status: { metadata: {}, status: 'Failure', message: complaint, reason: 'BadRequest', code: 400 } } : {};
    const body = {
      apiVersion: review.apiVersion ?? 'admission.k8s.io/v1',
      kind: review.kind ?? 'AdmissionReview',
      response: { uid: review.request.uid, allowed: !complaint, ...status },
    };
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  };
}

function complaintOf(cluster: Cluster, ingress: Ingress, withoutClass: boolean | undefined): string | undefined {
  const classes = cluster.informers.informer(INGRESS_CLASSES).list();
  if (!isOwn(ingress, classes, withoutClass)) return undefined;
  const snippet = Object.keys(ingress.metadata.annotations ?? {}).find(
    (key) => key.startsWith('nginx.ingress.kubernetes.io/') && key.endsWith('-snippet'),
  );
  if (snippet) return `${snippet} annotation cannot be used. Snippet directives are disabled by the Ingress administrator`;
  const paths = (ingress.spec.rules ?? []).flatMap(({ host = '', http }) => (http?.paths ?? []).map((one) => ({ host, ...one })));
  const odd = paths.filter(({ path = '/', pathType }) => pathType !== 'ImplementationSpecific' && !PLAIN_PATH.test(path));
  if (odd.length > 0)
    return `ingress contains invalid paths: ${odd.map(({ path, pathType }) => `path ${path} cannot be used with pathType ${pathType}`).join('\n')}`;
  const others = cluster.informers
    .informer<Ingress>(INGRESSES)
    .list()
    .filter((one) => isOwn(one, classes, withoutClass) && !isSame(one, ingress));
  for (const { host, path = '/' } of paths) {
    const taken = others.find((one) => sharesPath(one, host, path) && isCanary(one) === isCanary(ingress));
    if (taken) return `host "${host}" and path "${path}" is already defined in ingress ${taken.metadata.namespace}/${taken.metadata.name}`;
  }
  return undefined;
}

const isCanary = (ingress: Ingress): boolean => annotationOf(ingress, 'canary') === 'true';
const isSame = (a: Ingress, b: Ingress): boolean => a.metadata.name === b.metadata.name && a.metadata.namespace === b.metadata.namespace;
const sharesPath = ({ spec }: Ingress, host: string, path: string): boolean =>
  (spec.rules ?? []).some((rule) => (rule.host ?? '') === host && rule.http?.paths.some((one) => (one.path ?? '/') === path));

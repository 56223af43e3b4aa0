import { complaintOf, patchForPod } from '@/lib/cluster/addons/vpa/admission';
import { flagOf, KNOWN_FILE, type Vpa } from '@/lib/cluster/addons/vpa/resources';
import type { KubeObject } from '@/lib/api/object';
import type { Service } from '@/lib/hosts/net/network';
import type { Program, ProgramTable } from '@/lib/hosts/process/program';
import { klogHead, readIfThere } from './daemon';
import { operatorProgram } from './operator';

const VERSION = '1.5.1';
const WEBHOOK_PORT = 8000;
const CERTIFICATES = '/etc/tls-certs';
const HEALTH_PORTS = { 'vpa-recommender': 8942, 'vpa-updater': 8943, 'vpa-admission-controller': 8944 } as const;

/** Needs its certificate: without it the process ends, as with a Secret that lacks a file. */
const admissionController: Program = (sys, argv) => {
  const certificate = flagOf(argv, 'tls-cert-file') ?? `${CERTIFICATES}/serverCert.pem`;
  const key = flagOf(argv, 'tls-private-key') ?? `${CERTIFICATES}/serverKey.pem`;
  return operatorProgram('vpa-admission-controller', {
    ports: [
      { port: WEBHOOK_PORT, service: 'vpa-webhook', data: { tls: { certificate } } },
      { port: HEALTH_PORTS['vpa-admission-controller'] },
    ],
    complaint: () => {
      const missing = [certificate, key].find((path) => readIfThere(sys, path) === undefined);
      return (
        missing &&
        `${klogHead(sys.now(), 1, 'E')}certs.go:49] "Error reading certificate file" err="open ${missing}: no such file or directory"\n`
      );
    },
    started: () => `${klogHead(sys.now(), 1)}main.go:98] "Starting Vertical Pod Autoscaler Admission Controller" version="${VERSION}"\n`,
  })(sys, argv);
};

/** The three components of the Vertical Pod Autoscaler. */
export function addVpaPrograms(programs: ProgramTable): ProgramTable {
  for (const [name, what] of [
    ['vpa-recommender', 'Recommender'],
    ['vpa-updater', 'Updater'],
  ] as const)
    programs.add(
      name,
      operatorProgram(name, {
        ports: [{ port: HEALTH_PORTS[name] }],
        started: (sys) => `${klogHead(sys.now(), 1)}main.go:106] "Vertical Pod Autoscaler ${what}" version="${VERSION}"\n`,
      }),
    );
  return programs.add('vpa-admission-controller', admissionController);
}

interface Review {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly request?: {
    readonly uid: string;
    readonly operation: string;
    readonly namespace?: string;
    readonly resource: { readonly group?: string; readonly resource: string };
    readonly object?: KubeObject | null;
  };
}

/** The webhook: recommended requests for new pods, and autoscalers that make sense. Models admission-controller/logic/server.go. */
export const vpaWebhookService: Service = ({ sys }, request) => {
  const plain = (status: number, body: string) => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body });
  if (request.scheme !== 'https') return plain(400, 'Client sent an HTTP request to an HTTPS server.\n');
  const review = (typeof request.body === 'string' ? JSON.parse(request.body || '{}') : (request.body ?? {})) as Review;
  if (!review.request?.object) return plain(200, '');
  const { uid, resource, object, operation, namespace = '' } = review.request;
  let response: object = { allowed: true };
  const patch = (operations: readonly object[]) =>
    operations.length > 0
      ? { allowed: true, patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(operations)).toString('base64') }
      : { allowed: true };
  if (resource.resource === 'pods') response = patch(patchForPod(readIfThere(sys, KNOWN_FILE), object, namespace));
  if (resource.resource === 'verticalpodautoscalers') {
    const complaint = complaintOf(object as Vpa, operation === 'CREATE');
    response = complaint
      ? { allowed: false, status: { status: 'Failure', message: complaint } }
      : patch(object.spec.updatePolicy ? [] : [{ op: 'add', path: '/spec/updatePolicy', value: { updateMode: 'Recreate' } }]);
  }
  const { apiVersion, kind } = review;
  return { status: 200, headers: { 'content-type': 'application/json' }, body: { apiVersion, kind, response: { uid, ...response } } };
};

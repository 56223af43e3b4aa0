import { parseLabelSelector, labelSelectorText, type ParsedLabelSelector } from '@/lib/api/label-selector';
import { formatMicroTime } from '@/lib/api/time';
import type { KubeObject } from '@/lib/api/object';
import { bindQueue, ignoreNotFound } from '../../controllers/context';
import { CRON_JOBS, DAEMON_SETS, DEPLOYMENTS, LEASES, STATEFUL_SETS } from '../../client/resources';
import type { Operator, OperatorContext, OperatorInstance } from '../addon';
import { boundsComplaint } from './bounds';
import { patchOf } from './pod-resources';
import { flagOf, klog, KNOWN_FILE, NAMESPACE, STATUS_LEASE, VPAS, type Vpa } from './resources';
import { appliesToNewPods, controls, selectorOf, stronger } from './targets';

const WEBHOOKS = { group: 'admissionregistration.k8s.io', resource: 'mutatingwebhookconfigurations' };
const CONFIGURATION = 'vpa-webhook-config';
/** Between the start and the registration, so that the server answers by then. */
const REGISTER_MS = 10_000;
const RENEW_MS = 10_000;

interface Known {
  readonly vpa: Vpa;
  /** Text of the label selector. */
  readonly selector: string;
}

/**
 * Registers its webhook, keeps the Lease by which the updater knows of it, and writes down the autoscalers for the program that
 * answers reviews. Models vertical-pod-autoscaler/pkg/admission-controller.
 */
export const vpaAdmission: Operator = {
  name: 'vpa-admission-controller',
  bind(context) {
    const { informers, sim } = context;
    const known = bindQueue(context, 'vpa-admission', () => writeKnown(context));
    const renew = bindQueue(context, 'vpa-admission-status', () => {
      renewLease(context);
      sim.after('controller/vpa-admission-status', 'renew', RENEW_MS, { background: true });
    });
    bindQueue(context, 'vpa-admission-register', () => register(context));
    const look = () => known('known');
    informers.informer<Vpa>(VPAS).onChange(look);
    for (const target of [DEPLOYMENTS, STATEFUL_SETS, DAEMON_SETS, CRON_JOBS])
      informers.informer(target).onChange(({ type }) => type !== 'MODIFIED' && look());
    return {
      resync() {
        look();
        renew('renew');
        sim.after('controller/vpa-admission-register', 'register', REGISTER_MS);
      },
    };
  },
};

function writeKnown(context: OperatorContext): void {
  const found: Known[] = context.client.list<Vpa>(VPAS).items.flatMap((vpa) => {
    const selected = appliesToNewPods(vpa) ? selectorOf(context, vpa) : { error: '' };
    return 'selector' in selected ? [{ vpa, selector: labelSelectorText(selected.selector) }] : [];
  });
  const text = JSON.stringify(found.sort((a, b) => stronger(a.vpa, b.vpa)));
  for (const instance of context.instances())
    if (context.readFile(KNOWN_FILE, instance) !== text) context.writeFile(KNOWN_FILE, text, instance);
}

function renewLease({ client, sim, instances }: OperatorContext): void {
  const renewTime = formatMicroTime(sim.now());
  const holderIdentity = instances()[0]!.pod;
  const spec = { holderIdentity, renewTime };
  if (client.get(LEASES, NAMESPACE, STATUS_LEASE))
    ignoreNotFound(() => client.patch(LEASES, NAMESPACE, STATUS_LEASE, { spec }, { type: 'merge' }));
  else
    client.create(
      LEASES,
      { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: STATUS_LEASE, namespace: NAMESPACE }, spec },
      NAMESPACE,
    );
}

/** Path of the authority's certificate, which goes into the configuration. */
const caPath = ({ argv }: OperatorInstance): string => flagOf(argv, 'client-ca-file') ?? '/etc/tls-certs/caCert.pem';

/** Models selfRegistration: a configuration of an earlier process makes room. */
function register(context: OperatorContext): void {
  const { client, sim } = context;
  const leader = context.instances()[0]!;
  if (flagOf(leader.argv, 'register-webhook') === 'false') return;
  if (client.get(WEBHOOKS, '', CONFIGURATION)) ignoreNotFound(() => client.delete(WEBHOOKS, '', CONFIGURATION));
  const rule = (apiGroup: string, version: string, resource: string, operations: readonly string[]) => ({
    operations,
    apiGroups: [apiGroup],
    apiVersions: [version],
    resources: [resource],
    scope: '*',
  });
  const service = { namespace: leader.namespace, name: flagOf(leader.argv, 'webhook-service') ?? 'vpa-webhook', port: 443 };
  const caBundle = Buffer.from(context.readFile(caPath(leader)) ?? '').toString('base64');
  client.create(WEBHOOKS, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: CONFIGURATION },
    webhooks: [
      {
        name: 'vpa.k8s.io',
        admissionReviewVersions: ['v1'],
        clientConfig: { service, caBundle },
        rules: [rule('', 'v1', 'pods', ['CREATE']), rule('autoscaling.k8s.io', '*', 'verticalpodautoscalers', ['CREATE', 'UPDATE'])],
        failurePolicy: 'Ignore',
        sideEffects: 'None',
        timeoutSeconds: Number(flagOf(leader.argv, 'webhook-timeout-seconds') ?? 30),
      },
    ],
  });
  context.log(`${klog('I', sim.now())}config.go:205] "Self registration as MutatingWebhook succeeded."\n`);
}

/** The JSON patch for a new pod: of the autoscaler that controls it, if there is one. `text`: what `KNOWN_FILE` holds. */
export function patchForPod(text: string | undefined, pod: KubeObject, namespace: string): readonly object[] {
  const parsed = new Map<string, ParsedLabelSelector>();
  for (const { vpa, selector } of JSON.parse(text ?? '[]') as readonly Known[]) {
    if (!parsed.has(selector)) parsed.set(selector, parseLabelSelector(selector));
    if (vpa.metadata.namespace === namespace && controls(vpa, parsed.get(selector)!, pod)) return patchOf(vpa, pod as never);
  }
  return [];
}

/** What is wrong with an autoscaler; undefined for a good one. Models ValidateVPA. */
export function complaintOf({ spec }: Vpa, isCreate: boolean): string | undefined {
  const policy = spec.updatePolicy;
  if (policy && policy.updateMode === undefined) return 'updateMode is required if UpdatePolicy is used';
  if (policy?.minReplicas !== undefined && policy.minReplicas <= 0) return `minReplicas has to be positive, got ${policy.minReplicas}`;
  for (const one of spec.resourcePolicy?.containerPolicies ?? []) {
    if (!one.containerName) return 'containerPolicies.ContainerName is required';
    const wrong = boundsComplaint(one.minAllowed ?? {}, one.maxAllowed ?? {});
    if (wrong) return wrong;
    if (one.mode === 'Off' && one.controlledValues === 'RequestsAndLimits')
      return "controlledValues shouldn't be specified if container scaling mode is off";
  }
  if (isCreate && !spec.targetRef) return "targetRef is required. If you're using v1beta1 version of the API, please migrate to v1";
  if ((spec.recommenders ?? []).length > 1) return "the current version of VPA object shouldn't specify more than one recommenders";
  return undefined;
}

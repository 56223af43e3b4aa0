import { isIP } from 'node:net';
import type { KubeObject } from '@/lib/api/object';
import type { Node, Secret, Service } from '@/lib/api/models';
import { bindQueue, ignoreNotFound, keyOf, splitKey } from '../../controllers/context';
import { NODES, SECRETS, SERVICES } from '../../client/resources';
import { newAuthority } from '../../pki/certificate';
import type { Operator, OperatorContext } from '../addon';
import { NGINX_CONF, nginxConf } from './nginx-conf';
import { CERTIFICATES, INGRESSES, INGRESS_CLASSES, isOwn, type Ingress } from './routes';

const FAKE = `${CERTIFICATES}/default-fake-certificate.pem`;
const YEAR_MS = 365 * 86_400_000;

/** Tells of Ingresses, keeps their status and certificates. Models kubernetes/ingress-nginx internal/ingress/{controller,status}. */
export const ingressNginx: Operator = {
  name: 'nginx-ingress-controller',
  bind(context) {
    const { informers } = context;
    const ingresses = informers.informer<Ingress>(INGRESSES);
    const enqueue = bindQueue(context, 'ingress-nginx/ingresses', (key) => sync(context, key));
    const all = () => ingresses.list().forEach((ingress) => enqueue(keyOf(ingress)));
    ingresses.onChange(({ object }) => enqueue(keyOf(object)));
    informers.informer(INGRESS_CLASSES).onChange(all);
    informers.informer<Secret>(SECRETS).onChange(({ object }) => object.type === 'kubernetes.io/tls' && all());
    informers.informer<Service>(SERVICES).onChange(({ object }) => object.spec?.type === 'LoadBalancer' && all());
    return {
      resync() {
        layFakeCertificate(context);
        layConfiguration(context);
        all();
      },
    };
  },
};

/** Each instance shows a certificate of its own making where no Secret says otherwise. */
function layFakeCertificate(context: OperatorContext): void {
  const now = context.sim.now();
  for (const instance of context.instances()) {
    if (context.readFile(FAKE, instance) !== undefined) continue;
    const made = newAuthority(
      'Kubernetes Ingress Controller Fake Certificate',
      { notBefore: now, notAfter: now + YEAR_MS },
      context.sim.random,
    );
    context.writeFile(FAKE, made.certificatePem, instance);
  }
}

function flagOf({ argv }: { readonly argv: readonly string[] }, name: string): string | undefined {
  return argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
}

function sync(context: OperatorContext, key: string): void {
  const { client, informers } = context;
  const [namespace, name] = splitKey(key);
  const ingress = client.get<Ingress>(INGRESSES, namespace, name);
  layFakeCertificate(context);
  layCertificates(context);
  layConfiguration(context);
  if (!ingress) return;
  if (!isOwn(ingress, informers.informer(INGRESS_CLASSES).list(), watchesAll(context))) {
    note(
      context,
      'I',
      'store.go:446',
      `"Ignoring ingress because of error while validating ingress class" ingress="${key}" error="ingress does not contain a valid IngressClass"`,
    );
    return;
  }
  const events = context.events('nginx-ingress-controller');
  const seen = `${ingress.metadata.uid}/${ingress.metadata.generation ?? 1}`;
  const memory = `/tmp/synced-${namespace}-${name}`;
  if (context.readFile(memory) !== seen) {
    context.writeFile(memory, seen);
    events.event(ingress, 'Normal', 'Sync', 'Scheduled for sync');
    note(context, 'I', 'controller.go:214', '"Configuration changes detected, backend reload required"');
    note(context, 'I', 'controller.go:228', '"Backend successfully reloaded"');
  }
  const wanted = addresses(context);
  if (JSON.stringify(ingress.status?.loadBalancer?.ingress ?? []) === JSON.stringify(wanted)) return;
  ignoreNotFound(() =>
    client.patch(INGRESSES, namespace, name, { status: { loadBalancer: { ingress: wanted } } }, { type: 'merge', subresource: 'status' }),
  );
}

const watchesAll = ({ instances }: OperatorContext): boolean =>
  instances()[0]?.argv.includes('--watch-ingress-without-class=true') ?? false;

/** nginx.conf, for whoever looks into the container. */
function layConfiguration(context: OperatorContext): void {
  const classes = context.informers.informer(INGRESS_CLASSES).list();
  const own = context.informers
    .informer<Ingress>(INGRESSES)
    .list()
    .filter((one) => isOwn(one, classes, watchesAll(context)));
  const text = nginxConf(own);
  for (const instance of context.instances()) {
    if (context.readFile(NGINX_CONF, instance) !== text) context.writeFile(NGINX_CONF, text, instance);
  }
}

/** Where the controller is reached: its Service's load balancer, else the nodes of its pods. */
function addresses({ informers, instances }: OperatorContext): readonly object[] {
  const fixed = flagOf(instances()[0]!, 'publish-status-address');
  if (fixed) return fixed.split(',').map((one) => (isIP(one) ? { ip: one } : { hostname: one }));
  const published = flagOf(instances()[0]!, 'publish-service')?.replace(/\$\(POD_NAMESPACE\)/, instances()[0]!.namespace);
  if (published) {
    const service = informers.informer<Service>(SERVICES).get(...splitKey(published));
    if (service?.spec?.type === 'LoadBalancer')
      return (service.status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => (ip ? { ip } : { hostname }));
    if (service?.spec?.clusterIP && service.spec.clusterIP !== 'None') return [{ ip: service.spec.clusterIP }];
  }
  const nodes = informers.informer<Node>(NODES);
  const ips = instances().flatMap(
    ({ machine }) => nodes.get('', machine)?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? [],
  );
  return [...new Set(ips)].sort().map((ip) => ({ ip }));
}

/** Certificates of all hosts, where the server looks for them. A host whose Secret is missing is left the fake one. */
function layCertificates(context: OperatorContext): void {
  const { informers } = context;
  const classes: readonly KubeObject[] = informers.informer(INGRESS_CLASSES).list();
  const wanted = new Map<string, string>();
  for (const ingress of informers.informer<Ingress>(INGRESSES).list()) {
    if (!isOwn(ingress, classes, watchesAll(context))) continue;
    for (const { hosts, secretName } of ingress.spec.tls ?? []) {
      const names = hosts?.length ? hosts : (ingress.spec.rules ?? []).flatMap(({ host }) => host ?? []);
      const secret = secretName ? informers.informer<Secret>(SECRETS).get(ingress.metadata.namespace!, secretName) : undefined;
      const pem = secret?.data?.['tls.crt'];
      for (const host of names) wanted.set(host, pem ? Buffer.from(pem, 'base64').toString() : '');
      if (secretName && !pem)
        note(
          context,
          'W',
          'controller.go:1486',
          `Error getting SSL certificate "${ingress.metadata.namespace}/${secretName}": local SSL certificate ${ingress.metadata.namespace}/${secretName} was not found. Using default certificate`,
        );
    }
  }
  for (const instance of context.instances()) {
    const before = (context.readFile(`${CERTIFICATES}/names`, instance) ?? '').split('\n').filter(Boolean);
    for (const host of before) if (!wanted.has(host)) context.writeFile(`${CERTIFICATES}/${host}.pem`, '', instance);
    for (const [host, pem] of wanted) {
      if (context.readFile(`${CERTIFICATES}/${host}.pem`, instance) !== pem)
        context.writeFile(`${CERTIFICATES}/${host}.pem`, pem, instance);
    }
    const names = [...wanted.keys()].join('\n');
    if (names !== before.join('\n')) context.writeFile(`${CERTIFICATES}/names`, names, instance);
  }
}

function note(context: OperatorContext, level: string, source: string, text: string): void {
  const iso = new Date(context.sim.now()).toISOString();
  context.log(`${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000       7 ${source}] ${text}\n`);
}

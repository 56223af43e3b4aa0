import { X509Certificate } from 'node:crypto';
import { matchesLabelSelector } from '@/lib/api/label-selector';
import { GROUP, type Condition, type Gateway, type Listener } from '../resources';
import { isGranted, type RouteKind, type Surroundings } from './graph';

/** A listener with what was found out about it. */
export interface BoundListener {
  readonly listener: Listener;
  readonly supportedKinds: readonly RouteKind[];
  /** Without those of a listener that is well. */
  readonly conditions: readonly Condition[];
  readonly valid: boolean;
  /** PEM of the certificate of a listener of HTTPS. */
  readonly certificate?: string;
}

const KINDS: readonly RouteKind[] = ['HTTPRoute', 'GRPCRoute'];
const PROTECTED: ReadonlyMap<number, string> = new Map([
  [9113, 'MetricsPort'],
  [8081, 'HealthPort'],
]);

const yes = (type: string, reason: string, message: string): Condition => ({ type, status: 'True', reason, message });
const no = (type: string, reason: string, message: string): Condition => ({ type, status: 'False', reason, message });
const unprogrammed = (message: string) => no('Programmed', 'Invalid', message);
const refused = (reason: string, message: string) => [no('Accepted', reason, message), unprogrammed(message)];

/** What a listener that is well says. */
export const LISTENER_CONDITIONS: readonly Condition[] = [
  yes('Accepted', 'Accepted', 'Listener is accepted'),
  yes('Programmed', 'Programmed', 'Listener is programmed'),
  yes('ResolvedRefs', 'ResolvedRefs', 'All references are resolved'),
  no('Conflicted', 'NoConflicts', 'No conflicts'),
];

/** Looks at each listener of a Gateway. Models internal/controller/state/graph/gateway_listener.go. */
export function bindListeners(around: Surroundings, gateway: Gateway): readonly BoundListener[] {
  return gateway.spec.listeners.map((listener, i): BoundListener => {
    const found = problems(around, gateway, listener);
    const conflict = conflictOf(gateway.spec.listeners, listener, i);
    const conditions = [...found.conditions, ...conflict];
    const kinds = supportedKinds(listener);
    return {
      listener,
      supportedKinds: kinds.supported,
      conditions: [...conditions, ...kinds.conditions],
      valid: conditions.length === 0 && kinds.conditions.length === 0,
      ...(found.certificate ? { certificate: found.certificate } : {}),
    };
  });
}

function problems(around: Surroundings, gateway: Gateway, listener: Listener): { conditions: readonly Condition[]; certificate?: string } {
  const { protocol, port, tls, allowedRoutes } = listener;
  if (protocol !== 'HTTP' && protocol !== 'HTTPS')
    return {
      conditions: refused('UnsupportedProtocol', `protocol: Unsupported value: "${protocol}": supported values: "HTTP", "HTTPS"`),
    };
  const taken = PROTECTED.get(port);
  if (taken) return { conditions: refused('UnsupportedValue', `port: Invalid value: ${port}: port is already in use as ${taken}`) };
  const { from, selector } = allowedRoutes?.namespaces ?? {};
  if (from === 'Selector' && !selector)
    return {
      conditions: refused(
        'UnsupportedValue',
        'allowedRoutes.selector: Required value: must be set when allowedRoutes.namespaces.from is set to type Selector',
      ),
    };
  if (protocol === 'HTTP') return { conditions: [] };
  if (!tls) return { conditions: refused('UnsupportedValue', 'TLS: Required value: tls must be defined for HTTPS listener') };
  if (!tls.certificateRefs?.length)
    return {
      conditions: refused(
        'InvalidCertificateRef',
        'tls.certificateRefs: Required value: certificateRefs must be defined for TLS mode terminate',
      ),
    };
  return certificateOf(around, gateway, tls.certificateRefs[0]!);
}

function certificateOf(
  around: Surroundings,
  { metadata }: Gateway,
  {
    group = '',
    kind = 'Secret',
    name,
    namespace = metadata.namespace!,
  }: { group?: string; kind?: string; name: string; namespace?: string },
): { conditions: readonly Condition[]; certificate?: string } {
  const unresolved = (reason: string, message: string) => ({
    conditions: [no('Accepted', reason, message), no('ResolvedRefs', reason, message), unprogrammed(message)],
  });
  const path = 'tls.certificateRefs[0]';
  if (kind !== 'Secret')
    return unresolved('InvalidCertificateRef', `${path}.kind: Unsupported value: "${kind}": supported values: "Secret"`);
  if (group !== '') return unresolved('InvalidCertificateRef', `${path}.group: Unsupported value: "${group}": supported values: ""`);
  if (!isGranted(around, { kind: 'Gateway', namespace: metadata.namespace! }, { kind: 'Secret', namespace, name }))
    return unresolved('RefNotPermitted', `Certificate ref to secret ${namespace}/${name} not permitted by any ReferenceGrant`);
  const invalid = (why: string) => unresolved('InvalidCertificateRef', `${path}: Invalid value: ${namespace}/${name}: ${why}`);
  const secret = around.secret(namespace, name);
  if (!secret) return invalid('secret does not exist');
  if (secret.type !== 'kubernetes.io/tls') return invalid(`unsupported secret type "${secret.type}"`);
  const certificate = Buffer.from(secret.data?.['tls.crt'] ?? '', 'base64').toString();
  try {
    new X509Certificate(certificate);
  } catch {
    return invalid('tls secret is invalid: tls: failed to find any PEM data in certificate input');
  }
  return { conditions: [], certificate };
}

/** Listeners of one port speak one protocol. */
function conflictOf(all: readonly Listener[], { port, protocol }: Listener, i: number): readonly Condition[] {
  if (!all.some((other, j) => j !== i && other.port === port && other.protocol !== protocol)) return [];
  const message = `Multiple listeners for the same port ${port} specify incompatible protocols; ensure only one protocol per port`;
  return [no('Accepted', 'ProtocolConflict', message), yes('Conflicted', 'ProtocolConflict', message), unprogrammed(message)];
}

function supportedKinds({ allowedRoutes, protocol }: Listener): { supported: readonly RouteKind[]; conditions: readonly Condition[] } {
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') return { supported: [], conditions: [] };
  const asked = allowedRoutes?.kinds ?? [];
  if (asked.length === 0) return { supported: KINDS, conditions: [] };
  const unknown = asked.filter(({ group = GROUP, kind }) => group !== GROUP || !KINDS.includes(kind as RouteKind));
  return {
    supported: KINDS.filter((kind) => asked.some((one) => (one.group ?? GROUP) === GROUP && one.kind === kind)),
    conditions: unknown.flatMap(({ group = GROUP, kind }) => {
      const message = `Unsupported route kind "${group}/${kind}"`;
      return [no('ResolvedRefs', 'InvalidRouteKinds', message), unprogrammed(message)];
    }),
  };
}

/** Whether a route of a namespace may attach to a listener. */
export function isAllowed(
  around: Surroundings,
  gateway: Gateway,
  { listener, supportedKinds: kinds }: BoundListener,
  kind: RouteKind,
  namespace: string,
): boolean {
  if (!kinds.includes(kind)) return false;
  const { from = 'Same', selector } = listener.allowedRoutes?.namespaces ?? {};
  if (from === 'All') return true;
  if (from === 'Same') return namespace === gateway.metadata.namespace;
  return from === 'Selector' && selector !== undefined && matchesLabelSelector(selector, around.labelsOf(namespace));
}

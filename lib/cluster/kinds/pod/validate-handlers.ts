import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isHttpHeaderName, isPortName, isPortNumber } from '@/lib/api/names';
import { isGiven, listOf, numberOf, structOf, structsOf, textOf } from '../read';
import { isNonNegative } from '../validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

/** What handlers are checked against: the pod's grace period and operating system. */
export interface HandlerContext {
  readonly gracePeriod: number | undefined;
  readonly os: any;
}

const SCHEMES = ['HTTP', 'HTTPS'];
const REALTIME = [
  'SIGRTMIN',
  ...Array.from({ length: 15 }, (_, i) => `SIGRTMIN+${i + 1}`),
  ...Array.from({ length: 14 }, (_, i) => `SIGRTMAX-${i + 1}`),
  'SIGRTMAX',
];
const LINUX_SIGNALS = [
  ...`SIGABRT SIGALRM SIGBUS SIGCHLD SIGCLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL SIGPIPE SIGPOLL SIGPROF SIGPWR SIGQUIT
    SIGSEGV SIGSTKFLT SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ`.split(
    /\s+/,
  ),
  ...REALTIME,
].sort();
const WINDOWS_SIGNALS = ['SIGKILL', 'SIGTERM'];

/** Models ValidatePortNumOrName. */
export function validatePortNumOrName(port: unknown, field: string): FieldError[] {
  if (typeof port === 'string') return isPortName(port).map((text) => invalid(field, port, text));
  const number = numberOf(port);
  return isPortNumber(number).map((text) => invalid(field, number, text));
}

const actions: Readonly<Record<string, (action: any, field: string, context: HandlerContext) => FieldError[]>> = {
  exec: (action, field) => (listOf(action.command).length === 0 ? [required(`${field}.command`)] : []),
  httpGet: (action, field) => [
    ...(textOf(action.path) === '' ? [required(`${field}.path`)] : []),
    ...validatePortNumOrName(action.port, `${field}.port`),
    ...(SCHEMES.includes(action.scheme as string) ? [] : [notSupported(`${field}.scheme`, textOf(action.scheme), SCHEMES)]),
    ...structsOf(action.httpHeaders).flatMap((header) =>
      isHttpHeaderName(textOf(header.name)).map((text) => invalid(`${field}.httpHeaders`, textOf(header.name), text)),
    ),
  ],
  tcpSocket: (action, field) => validatePortNumOrName(action.port, `${field}.port`),
  grpc: (action, field) => validatePortNumOrName(numberOf(action.port), `${field}.port`),
  sleep(action, field, { gracePeriod }) {
    const seconds = numberOf(action.seconds);
    if (gracePeriod === undefined || (seconds >= 0 && seconds <= gracePeriod)) return [];
    return [invalid(field, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`)];
  },
};

function validateHandler(handler: any, kinds: readonly string[], field: string, context: HandlerContext): FieldError[] {
  const found: FieldError[] = [];
  let count = 0;
  for (const kind of kinds) {
    if (!isGiven(handler[kind])) continue;
    if (count++ > 0) found.push(forbidden(`${field}.${kind}`, 'may not specify more than 1 handler type'));
    else found.push(...actions[kind]!(structOf(handler[kind]), `${field}.${kind}`, context));
  }
  if (count === 0) found.push(required(field, 'must specify a handler type'));
  return found;
}

/** Models validateLifecycle. */
export function validateLifecycle(given: unknown, field: string, context: HandlerContext): FieldError[] {
  if (!isGiven(given)) return [];
  const lifecycle = structOf(given);
  const found: FieldError[] = [];
  for (const hook of ['postStart', 'preStop']) {
    if (!isGiven(lifecycle[hook])) continue;
    found.push(...validateHandler(structOf(lifecycle[hook]), ['exec', 'httpGet', 'tcpSocket', 'sleep'], `${field}.${hook}`, context));
  }
  if (isGiven(lifecycle.stopSignal)) found.push(...stopSignal(lifecycle.stopSignal, `${field}.stopSignal`, context.os));
  return found;
}

function stopSignal(signal: unknown, field: string, os: any): FieldError[] {
  if (!isGiven(os)) return [forbidden(field, 'may not be set for containers with empty `spec.os.name`')];
  const supported = os.name === 'windows' ? WINDOWS_SIGNALS : os.name === 'linux' ? LINUX_SIGNALS : undefined;
  return !supported || supported.includes(signal as string) ? [] : [notSupported(field, signal, supported)];
}

/** Models validateLivenessProbe, validateReadinessProbe and validateStartupProbe, one after the other. */
export function validateProbes(container: any, at: string, context: HandlerContext): FieldError[] {
  const found: FieldError[] = [];
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    if (!isGiven(container[name])) continue;
    const probe = structOf(container[name]);
    const field = `${at}.${name}`;
    found.push(...validateHandler(probe, ['exec', 'httpGet', 'tcpSocket', 'grpc'], field, context));
    for (const key of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'])
      found.push(...isNonNegative(probe[key], `${field}.${key}`));
    const grace: unknown = probe.terminationGracePeriodSeconds;
    if (typeof grace === 'number' && grace <= 0)
      found.push(invalid(`${field}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
    if (name === 'readinessProbe') {
      if (isGiven(grace)) found.push(invalid(`${field}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'));
    } else if (probe.successThreshold !== 1) {
      found.push(invalid(`${field}.successThreshold`, numberOf(probe.successThreshold), 'must be 1'));
    }
  }
  return found;
}

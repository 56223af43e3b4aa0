import { duplicate, forbidden, invalid, notFound, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isConfigMapKey, isDns1123Label, isPortName, isPortNumber, isRelaxedEnvVarName } from '@/lib/api/names';
import { isNonNegative } from '../validation';
import { validateResources } from './validate-resources';
import { validateSecurity } from './validate-security';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

type Volumes = ReadonlyMap<string, any>;
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const PULL = ['Always', 'IfNotPresent', 'Never'];
const FIELD_PATHS =
  /^(metadata\.(name|namespace|uid|labels\['.+'\]|annotations\['.+'\])|spec\.(nodeName|serviceAccountName)|status\.(hostIPs?|podIPs?))$/;

/** Containers, then init containers, as ValidatePodSpec has them. */
export function validateContainers(spec: any, volumes: Volumes, field: string): FieldError[] {
  const found: FieldError[] = [];
  const names = new Set<string>();
  const containers: readonly any[] = spec.containers ?? [];
  if (containers.length === 0) found.push(required(`${field}.containers`));
  const context = { volumes, hostNetwork: Boolean(spec.hostNetwork), restartPolicy: spec.restartPolicy as string };
  containers.forEach((container, i) => {
    const at = `${field}.containers[${i}]`;
    found.push(...validateContainer(container, at, context));
    if (container.name && names.has(container.name)) found.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    if (container.restartPolicy !== undefined && !['Always', 'OnFailure', 'Never'].includes(container.restartPolicy)) {
      found.push(notSupported(`${at}.restartPolicy`, container.restartPolicy, ['Always', 'OnFailure', 'Never']));
    }
    found.push(
      ...handlerOf(container.lifecycle?.postStart, `${at}.lifecycle.postStart`),
      ...handlerOf(container.lifecycle?.preStop, `${at}.lifecycle.preStop`),
    );
    found.push(...probes(container, at));
  });
  found.push(...hostPortConflicts(containers, `${field}.containers`));
  (spec.initContainers ?? []).forEach((container: any, i: number) => {
    const at = `${field}.initContainers[${i}]`;
    const sidecar = container.restartPolicy === 'Always';
    found.push(...validateContainer(container, at, context));
    if (container.name && names.has(container.name)) found.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    if (sidecar) found.push(...probes(container, at));
    else {
      for (const key of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']) {
        if (container[key] !== undefined)
          found.push(forbidden(`${at}.${key}`, 'may not be set for init containers without restartPolicy=Always'));
      }
    }
    if (container.restartPolicy !== undefined && !['Always', 'OnFailure', 'Never'].includes(container.restartPolicy)) {
      found.push(notSupported(`${at}.restartPolicy`, container.restartPolicy, ['Always', 'OnFailure', 'Never']));
    }
  });
  return found;
}

function validateContainer(container: any, at: string, context: { volumes: Volumes; hostNetwork: boolean }): FieldError[] {
  const found: FieldError[] = [];
  if (!container.name) found.push(required(`${at}.name`));
  else for (const text of isDns1123Label(container.name)) found.push(invalid(`${at}.name`, container.name, text));
  if (!container.image) found.push(required(`${at}.image`));
  else if (container.image !== container.image.trim())
    found.push(invalid(`${at}.image`, container.image, 'must not have leading or trailing whitespace'));
  const message = container.terminationMessagePolicy;
  if (message !== undefined && !['File', 'FallbackToLogsOnError'].includes(message)) {
    found.push(notSupported(`${at}.terminationMessagePolicy`, message, ['FallbackToLogsOnError', 'File']));
  }
  found.push(...ports(container.ports ?? [], `${at}.ports`, context.hostNetwork));
  found.push(...environment(container.env ?? [], `${at}.env`));
  (container.envFrom ?? []).forEach((source: any, i: number) => {
    const where = `${at}.envFrom[${i}]`;
    const count = Number(Boolean(source.configMapRef)) + Number(Boolean(source.secretRef));
    if (count === 0) found.push(invalid(where, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (count > 1) found.push(invalid(where, '', 'may not have more than one field specified at a time'));
    for (const key of ['configMapRef', 'secretRef']) if (source[key] && !source[key].name) found.push(required(`${where}.${key}.name`));
  });
  found.push(...mounts(container.volumeMounts ?? [], `${at}.volumeMounts`, context.volumes));
  if (!PULL.includes(container.imagePullPolicy)) found.push(notSupported(`${at}.imagePullPolicy`, container.imagePullPolicy ?? '', PULL));
  found.push(...validateResources(container.resources, `${at}.resources`));
  found.push(...validateSecurity(container.securityContext, `${at}.securityContext`));
  return found;
}

function ports(list: readonly any[], field: string, hostNetwork: boolean): FieldError[] {
  const found: FieldError[] = [];
  const names = new Set<string>();
  list.forEach((port, i) => {
    const at = `${field}[${i}]`;
    if (port.name) {
      const complaints = isPortName(port.name);
      for (const text of complaints) found.push(invalid(`${at}.name`, port.name, text));
      if (complaints.length === 0) {
        if (names.has(port.name)) found.push(duplicate(`${at}.name`, port.name));
        names.add(port.name);
      }
    }
    if (!port.containerPort) found.push(required(`${at}.containerPort`));
    else for (const text of isPortNumber(port.containerPort)) found.push(invalid(`${at}.containerPort`, port.containerPort, text));
    if (port.hostPort) for (const text of isPortNumber(port.hostPort)) found.push(invalid(`${at}.hostPort`, port.hostPort, text));
    if (hostNetwork && port.hostPort && port.hostPort !== port.containerPort) {
      found.push(invalid(`${at}.hostPort`, port.hostPort, 'must match `containerPort` when `hostNetwork` is true'));
    }
    if (!port.protocol) found.push(required(`${at}.protocol`));
    else if (!PROTOCOLS.includes(port.protocol)) found.push(notSupported(`${at}.protocol`, port.protocol, PROTOCOLS));
  });
  return found;
}

function hostPortConflicts(containers: readonly any[], field: string): FieldError[] {
  const seen = new Set<string>();
  const found: FieldError[] = [];
  containers.forEach((container, i) =>
    (container.ports ?? []).forEach((port: any, j: number) => {
      if (!port.hostPort) return;
      const key = `${port.protocol}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (seen.has(key)) found.push(duplicate(`${field}[${i}].ports[${j}].hostPort`, key));
      seen.add(key);
    }),
  );
  return found;
}

function environment(list: readonly any[], field: string): FieldError[] {
  const found: FieldError[] = [];
  list.forEach((env, i) => {
    const at = `${field}[${i}]`;
    if (!env.name) found.push(required(`${at}.name`));
    else for (const text of isRelaxedEnvVarName(env.name)) found.push(invalid(`${at}.name`, env.name, text));
    const from = env.valueFrom;
    if (!from) return;
    const where = `${at}.valueFrom`;
    const set = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'].filter((key) => from[key] !== undefined);
    if (from.fieldRef) {
      const path = from.fieldRef.fieldPath ?? '';
      if (path === '') found.push(required(`${where}.fieldRef.fieldPath`));
      else if (!FIELD_PATHS.test(path)) {
        const known = /^metadata\.(labels|annotations)$/.test(path);
        found.push(
          known
            ? notSupported(`${where}.fieldRef.fieldPath`, path, [
                'metadata.name',
                'metadata.namespace',
                'metadata.uid',
                'spec.nodeName',
                'spec.serviceAccountName',
                'status.hostIP',
                'status.hostIPs',
                'status.podIP',
                'status.podIPs',
              ])
            : invalid(`${where}.fieldRef.fieldPath`, path, `error converting fieldPath: field label not supported: ${path}`),
        );
      }
    }
    for (const key of ['configMapKeyRef', 'secretKeyRef']) {
      if (!from[key]) continue;
      if (!from[key].name) found.push(required(`${where}.${key}.name`));
      if (!from[key].key) found.push(required(`${where}.${key}.key`));
      else for (const text of isConfigMapKey(from[key].key)) found.push(invalid(`${where}.${key}.key`, from[key].key, text));
    }
    if (set.length === 0) {
      found.push(
        invalid(where, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'),
      );
    } else if (env.value) {
      found.push(invalid(where, '', 'may not be specified when `value` is not empty'));
    } else if (set.length > 1) {
      found.push(invalid(where, '', 'may not have more than one field specified at a time'));
    }
  });
  return found;
}

function mounts(list: readonly any[], field: string, volumes: Volumes): FieldError[] {
  const found: FieldError[] = [];
  const paths = new Set<string>();
  list.forEach((mount, i) => {
    const at = `${field}[${i}]`;
    if (!mount.name) found.push(required(`${at}.name`));
    else if (!volumes.has(mount.name)) found.push(notFound(`${at}.name`, mount.name));
    if (!mount.mountPath) found.push(required(`${at}.mountPath`));
    else if (paths.has(mount.mountPath)) found.push(invalid(`${at}.mountPath`, mount.mountPath, 'must be unique'));
    paths.add(mount.mountPath);
    if (mount.subPath) {
      // Upstream forgets the index here.
      if (mount.subPath.startsWith('/')) found.push(invalid(`${field}.subPath`, mount.subPath, 'must be a relative path'));
      else if (mount.subPath.split('/').includes('..')) found.push(invalid(`${field}.subPath`, mount.subPath, "must not contain '..'"));
    }
    if (mount.subPathExpr && mount.subPath)
      found.push(invalid(`${field}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
  });
  return found;
}

function portOf(port: unknown, field: string): FieldError[] {
  if (typeof port === 'number') return isPortNumber(port).map((text) => invalid(field, port, text));
  return isPortName(String(port ?? '')).map((text) => invalid(field, port ?? '', text));
}

function handlerOf(handler: any, field: string, isProbe = false): FieldError[] {
  if (handler === undefined) return [];
  const kinds = isProbe ? ['exec', 'httpGet', 'tcpSocket', 'grpc'] : ['exec', 'httpGet', 'tcpSocket', 'sleep'];
  const found: FieldError[] = [];
  let count = 0;
  for (const kind of kinds) {
    const action = handler[kind];
    if (action === undefined) continue;
    const at = `${field}.${kind}`;
    if (count++ > 0) {
      found.push(forbidden(at, 'may not specify more than 1 handler type'));
      continue;
    }
    if (kind === 'exec' && (action.command ?? []).length === 0) found.push(required(`${at}.command`));
    if (kind === 'httpGet') {
      if (!action.path) found.push(required(`${at}.path`));
      found.push(...portOf(action.port, `${at}.port`));
      if (!['HTTP', 'HTTPS'].includes(action.scheme)) found.push(notSupported(`${at}.scheme`, action.scheme ?? '', ['HTTP', 'HTTPS']));
    }
    if (kind === 'tcpSocket' || kind === 'grpc') found.push(...portOf(action.port, `${at}.port`));
  }
  if (count === 0) found.push(required(field, 'must specify a handler type'));
  return found;
}

function probes(container: any, at: string): FieldError[] {
  const found: FieldError[] = [];
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container[name];
    if (!probe) continue;
    const field = `${at}.${name}`;
    found.push(...handlerOf(probe, field, true));
    for (const key of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'])
      found.push(...isNonNegative(probe[key], `${field}.${key}`));
    if (name !== 'readinessProbe' && probe.successThreshold !== 1)
      found.push(invalid(`${field}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'));
    const grace = probe.terminationGracePeriodSeconds;
    if (grace !== undefined && name === 'readinessProbe')
      found.push(invalid(`${field}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'));
    else if (grace !== undefined && grace <= 0)
      found.push(invalid(`${field}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
  }
  return found;
}

/* eslint-disable @typescript-eslint/no-explicit-any -- pod templates as they came */
/** A pod template as `rollout history --revision` shows it (Models describe.DescribePodTemplate, tabs as they are). */
export function templateText(template: any): string {
  const spec = template.spec ?? {};
  let out = 'Pod Template:\n';
  out += pairs('  Labels:', template.metadata?.labels, '=');
  const annotations = template.metadata?.annotations;
  if (annotations && Object.keys(annotations).length > 0) out += pairs('  Annotations:', annotations, ': ');
  if (spec.serviceAccountName) out += `  Service Account:\t${spec.serviceAccountName}\n`;
  if (spec.initContainers?.length > 0) out += containers('  Init Containers:', spec.initContainers);
  out += containers('  Containers:', spec.containers ?? []);
  out += volumes(spec.volumes ?? []);
  if (spec.topologySpreadConstraints?.length > 0) {
    spec.topologySpreadConstraints.forEach((each: any, i: number) => {
      out += `  ${i === 0 ? 'Topology Spread Constraints:' : ''}\t${each.topologyKey}:${each.whenUnsatisfiable} when max skew ${each.maxSkew} is exceeded\n`;
    });
  }
  if (spec.priorityClassName) out += `  Priority Class Name:\t${spec.priorityClassName}\n`;
  out += pairs('  Node-Selectors:', spec.nodeSelector, '=');
  out += tolerations(spec.tolerations ?? []);
  return out;
}

function pairs(label: string, map: Record<string, string> | undefined, separator: string): string {
  const keys = Object.keys(map ?? {}).sort();
  if (keys.length === 0) return `${label}\t<none>\n`;
  return keys.map((key, i) => `${i === 0 ? label : ''}\t${key}${separator}${map![key]}\n`).join('');
}

function containers(label: string, list: readonly any[]): string {
  let out = `${label}\n`;
  for (const each of list) {
    const ports = (each.ports ?? []).map(
      (port: any) => `${port.containerPort}/${port.protocol ?? 'TCP'}${port.name ? ` (${port.name})` : ''}`,
    );
    const hostPorts = (each.ports ?? []).map(
      (port: any) => `${port.hostPort ?? 0}/${port.protocol ?? 'TCP'}${port.name ? ` (${port.name})` : ''}`,
    );
    out += `   ${each.name}:\n    Image:\t${each.image}\n`;
    out += `    ${ports.length > 1 ? 'Ports' : 'Port'}:\t${ports.join(', ') || '<none>'}\n`;
    out += `    ${ports.length > 1 ? 'Host Ports' : 'Host Port'}:\t${hostPorts.join(', ') || '<none>'}\n`;
    if (each.command?.length > 0) out += `    Command:\n${each.command.map((word: string) => `      ${word}\n`).join('')}`;
    if (each.args?.length > 0) out += `    Args:\n${each.args.map((word: string) => `      ${word}\n`).join('')}`;
    for (const [title, map] of [
      ['Limits', each.resources?.limits],
      ['Requests', each.resources?.requests],
    ] as const) {
      const keys = Object.keys(map ?? {}).sort();
      if (keys.length > 0) out += `    ${title}:\n${keys.map((key) => `      ${key}:\t${map[key]}\n`).join('')}`;
    }
    for (const [title, probe] of [
      ['Liveness', each.livenessProbe],
      ['Readiness', each.readinessProbe],
      ['Startup', each.startupProbe],
    ] as const) {
      if (probe) out += `    ${title}:\t${probeText(probe)}\n`;
    }
    out += environment(each.env ?? [], each.envFrom ?? []);
    const mounts = [...(each.volumeMounts ?? [])].sort((a: any, b: any) => (a.mountPath < b.mountPath ? -1 : 1));
    out +=
      mounts.length === 0
        ? '    Mounts:\t<none>\n'
        : `    Mounts:\n${mounts.map((mount: any) => `      ${mount.mountPath} from ${mount.name} (${mount.readOnly ? 'ro' : 'rw'}${mount.subPath ? `,path=${JSON.stringify(mount.subPath)}` : ''})\n`).join('')}`;
  }
  return out;
}

function probeText(probe: any): string {
  const attributes = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 1}s period=${probe.periodSeconds ?? 10}s #success=${probe.successThreshold ?? 1} #failure=${probe.failureThreshold ?? 3}`;
  if (probe.exec) return `exec [${(probe.exec.command ?? []).join(' ')}] ${attributes}`;
  if (probe.httpGet)
    return `http-get ${(probe.httpGet.scheme ?? 'HTTP').toLowerCase()}://${probe.httpGet.host ?? ''}:${probe.httpGet.port}${probe.httpGet.path ?? ''} ${attributes}`;
  if (probe.tcpSocket) return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${attributes}`;
  if (probe.grpc) return `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${attributes}`;
  return `unknown ${attributes}`;
}

function environment(env: readonly any[], sources: readonly any[]): string {
  let out = '';
  if (sources.length > 0) {
    out += '    Environment Variables from:\n';
    for (const each of sources) {
      const [kind, ref] = each.configMapRef ? ['ConfigMap', each.configMapRef] : ['Secret', each.secretRef];
      out += `      ${ref?.name}\t${kind}${each.prefix ? ` with prefix '${each.prefix}'` : ''}\tOptional: ${Boolean(ref?.optional)}\n`;
    }
  }
  if (env.length === 0) return `${out}    Environment:\t<none>\n`;
  out += '    Environment:\n';
  for (const { name, value, valueFrom } of env) {
    if (!valueFrom) out += `      ${name}:\t${value ?? ''}\n`;
    else if (valueFrom.fieldRef) out += `      ${name}:\t (${valueFrom.fieldRef.apiVersion ?? 'v1'}:${valueFrom.fieldRef.fieldPath})\n`;
    else if (valueFrom.secretKeyRef)
      out += `      ${name}:\t<set to the key '${valueFrom.secretKeyRef.key}' in secret '${valueFrom.secretKeyRef.name}'>\tOptional: ${Boolean(valueFrom.secretKeyRef.optional)}\n`;
    else if (valueFrom.configMapKeyRef)
      out += `      ${name}:\t<set to the key '${valueFrom.configMapKeyRef.key}' of config map '${valueFrom.configMapKeyRef.name}'>\tOptional: ${Boolean(valueFrom.configMapKeyRef.optional)}\n`;
    else out += `      ${name}:\t${valueFrom.resourceFieldRef?.containerName ?? ''} (${valueFrom.resourceFieldRef?.resource})\n`;
  }
  return out;
}

function volumes(list: readonly any[]): string {
  if (list.length === 0) return '  Volumes:\t<none>\n';
  let out = '  Volumes:\n';
  for (const volume of list) {
    out += `   ${volume.name}:\n`;
    if (volume.emptyDir)
      out += `    Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)\n    Medium:\t${volume.emptyDir.medium ?? ''}\n    SizeLimit:\t${volume.emptyDir.sizeLimit ?? '<unset>'}\n`;
    else if (volume.configMap)
      out += `    Type:\tConfigMap (a volume populated by a ConfigMap)\n    Name:\t${volume.configMap.name}\n    Optional:\t${Boolean(volume.configMap.optional)}\n`;
    else if (volume.secret)
      out += `    Type:\tSecret (a volume populated by a Secret)\n    SecretName:\t${volume.secret.secretName}\n    Optional:\t${Boolean(volume.secret.optional)}\n`;
    else if (volume.hostPath)
      out += `    Type:\tHostPath (bare host directory volume)\n    Path:\t${volume.hostPath.path}\n    HostPathType:\t${volume.hostPath.type ?? ''}\n`;
    else if (volume.persistentVolumeClaim)
      out += `    Type:\tPersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)\n    ClaimName:\t${volume.persistentVolumeClaim.claimName}\n    ReadOnly:\t${Boolean(volume.persistentVolumeClaim.readOnly)}\n`;
    else out += `    Type:\t${Object.keys(volume).find((key) => key !== 'name') ?? '<unknown>'}\n`;
  }
  return out;
}

function tolerations(list: readonly any[]): string {
  if (list.length === 0) return '  Tolerations:\t<none>\n';
  return list
    .map((each: any, i: number) => {
      const value = each.value ? `=${each.value}` : '';
      const effect = each.effect ? `:${each.effect}` : '';
      const exists = each.operator === 'Exists' && !each.value ? (each.key || each.effect ? ' op=Exists' : 'op=Exists') : '';
      const seconds = each.tolerationSeconds !== undefined ? ` for ${each.tolerationSeconds}s` : '';
      return `  ${i === 0 ? 'Tolerations:' : ''}\t${each.key ?? ''}${value}${effect}${exists}${seconds}\n`;
    })
    .join('');
}

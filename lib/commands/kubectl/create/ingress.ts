import { CommandError } from '../errors';
import { generated, metadata } from './generated';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects as kubectl writes them */
const RULE = /^(?<host>[\w*\-.]*)(?<path>\/[/A-Za-z0-9_.\-*]*)?=(?<service>[\w-]+):(?<port>[\w-]+)(,(?<tls>.*))?$/;

const backend = (service: string, port: string) => ({
  service: { name: service, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } },
});

/** `kubectl create ingress`. */
export const createIngress = generated({
  group: '/apis/networking.k8s.io/v1',
  plural: 'ingresses',
  namespaced: true,
  failing: 'failed to create ingress: ',
  make(k, name) {
    const specs = k.flags.list('rule');
    const fallback = k.flags.text('default-backend');
    if (specs.length === 0 && fallback === '') {
      throw new CommandError(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      );
    }
    for (const spec of specs) {
      if (!RULE.test(spec))
        throw new CommandError(`rule ${spec} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
    }
    for (const annotation of k.flags.list('annotation')) {
      if (!annotation.includes('=')) throw new CommandError(`annotation ${annotation} is invalid and should be in format key=[value]`);
    }
    if (fallback !== '' && fallback.split(':').length !== 2)
      throw new CommandError('default-backend should be in format servicename:serviceport');
    const rules: any[] = [];
    const tls: any[] = [];
    for (const spec of specs) {
      const found = RULE.exec(spec)!.groups as Record<string, string | undefined>;
      const host = found['host'] ?? '';
      const raw = found['path'] ?? '';
      const prefix = raw.endsWith('*');
      const path = {
        path: (prefix ? raw.slice(0, -1) : raw) || '/',
        pathType: prefix ? 'Prefix' : 'Exact',
        backend: backend(found['service']!, found['port']!),
      };
      const rule = rules.find((each) => (each.host ?? '') === host);
      if (rule) rule.http.paths.push(path);
      else rules.push({ ...(host && { host }), http: { paths: [path] } });
      const [, said = '', ...tooMany] = spec.split(',');
      if (spec.includes(',') && tooMany.length === 0) {
        const secretName = said.split('=')[1] || undefined;
        const known = tls.find((each) => each.secretName === secretName);
        if (known && host && !known.hosts.includes(host)) known.hosts.push(host);
        else if (!known) tls.push({ ...(host && { hosts: [host] }), ...(secretName && { secretName }) });
      }
    }
    const className = k.flags.text('class');
    const [service = '', port = ''] = fallback.split(':');
    const annotations = Object.fromEntries(
      k.flags.list('annotation').map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]),
    );
    return {
      kind: 'Ingress',
      apiVersion: 'networking.k8s.io/v1',
      metadata: metadata(k, name, Object.keys(annotations).length > 0 ? { annotations } : {}),
      spec: {
        ...(className && { ingressClassName: className }),
        ...(fallback && { defaultBackend: backend(service, port) }),
        ...(tls.length > 0 && { tls }),
        ...(rules.length > 0 && { rules }),
      },
      status: { loadBalancer: {} },
    };
  },
});

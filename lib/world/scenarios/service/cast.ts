import type { Stage } from '../stage';

/** `replicas` pods of agnhost netexec behind the label app=NAME, on the workers. */
export const netexec = (name: string, replicas = 2, more = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
      - name: ${name}
        image: registry.k8s.io/e2e-test-images/agnhost:2.53
        args: [netexec, --http-port=8080]
        ports: [{ name: web, containerPort: 8080 }]
${more}`;

/** A Service of those pods; `spec` is YAML in flow style. */
export const service = (name: string, spec: string, app = name) => `
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${app} }, ${spec} }`;

/** A pod to ask from, with dig, nslookup and curl. */
export const client = (name = 'client', spec = '') => `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: ${name} } }
spec:
${spec}
  containers: [{ name: ${name}, image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', args: [pause] }]`;

export const clusterIp = (stage: Stage, name: string): string => stage.get('services', name)!.spec.clusterIP as string;

export const nodePort = (stage: Stage, name: string): number => stage.get('services', name)!.spec.ports[0].nodePort as number;

/** Addresses and nodes of the ready pods behind a label, by address. */
export const pods = (stage: Stage, app: string): { ip: string; node: string; name: string }[] =>
  stage
    .list('pods')
    .filter(({ metadata, status }) => metadata.labels?.app === app && status.podIP)
    .map(({ metadata, spec, status }) => ({ ip: status.podIP as string, node: spec.nodeName as string, name: metadata.name }))
    .sort((a, b) => (a.ip < b.ip ? -1 : 1));

/** Status code of a request, 000 when there is no answer within two seconds. */
export const code = (stage: Stage, url: string, host?: string): string =>
  stage.sh(`curl -s -m 2 -o /dev/null -w '%{http_code}' ${url}`, host).stdout;

/** Distinct answers to so many requests, sorted. */
export const answers = (stage: Stage, url: string, times = 12, host?: string): string[] => {
  const got = stage.ok(`for i in $(seq ${times}); do curl -s -m 2 ${url}; echo; done`, host);
  return [...new Set(got.split('\n').filter(Boolean))].sort();
};

import type { KubeObject } from '@/lib/api/object';

type Spec = KubeObject['spec'];

const object = (apiVersion: string, kind: string, name: string, spec: Spec, labels?: Readonly<Record<string, string>>): KubeObject =>
  ({ apiVersion, kind, metadata: { name, ...(labels && { labels }) }, spec }) as KubeObject;

const pod = (name: string, spec: Spec, labels?: Readonly<Record<string, string>>) => object('v1', 'Pod', name, spec, labels);

const deployment = (name: string, replicas: number | undefined, labels: Readonly<Record<string, string>>, container: Spec) =>
  object('apps/v1', 'Deployment', name, {
    selector: { matchLabels: labels },
    ...(replicas !== undefined && { replicas }),
    template: { metadata: { labels }, spec: { containers: [container] } },
  });

const NGINX = { name: 'nginx', image: 'nginx:1.14.2', ports: [{ containerPort: 80 }] };
const LIVENESS = { initialDelaySeconds: 3, periodSeconds: 3 };

/** By the path below `examples/` of the website. */
export const EXAMPLES: Readonly<Record<string, readonly KubeObject[]>> = {
  'application/deployment.yaml': [deployment('nginx-deployment', 2, { app: 'nginx' }, NGINX)],
  'application/deployment-update.yaml': [deployment('nginx-deployment', 2, { app: 'nginx' }, { ...NGINX, image: 'nginx:1.16.1' })],
  'application/deployment-scale.yaml': [deployment('nginx-deployment', 4, { app: 'nginx' }, { ...NGINX, image: 'nginx:1.16.1' })],
  'controllers/nginx-deployment.yaml': [
    {
      ...deployment('nginx-deployment', 3, { app: 'nginx' }, NGINX),
      metadata: { name: 'nginx-deployment', labels: { app: 'nginx' } },
    },
  ],
  'application/php-apache.yaml': [
    deployment(
      'php-apache',
      undefined,
      { run: 'php-apache' },
      {
        name: 'php-apache',
        image: 'registry.k8s.io/hpa-example',
        ports: [{ containerPort: 80 }],
        resources: { limits: { cpu: '500m' }, requests: { cpu: '200m' } },
      },
    ),
    object('v1', 'Service', 'php-apache', { ports: [{ port: 80 }], selector: { run: 'php-apache' } }, { run: 'php-apache' }),
  ],
  'application/web/web.yaml': [
    object(
      'v1',
      'Service',
      'nginx',
      { ports: [{ port: 80, name: 'web' }], clusterIP: 'None', selector: { app: 'nginx' } },
      { app: 'nginx' },
    ),
    object('apps/v1', 'StatefulSet', 'web', {
      serviceName: 'nginx',
      replicas: 2,
      selector: { matchLabels: { app: 'nginx' } },
      template: {
        metadata: { labels: { app: 'nginx' } },
        spec: {
          containers: [
            {
              name: 'nginx',
              image: 'registry.k8s.io/nginx-slim:0.24',
              ports: [{ containerPort: 80, name: 'web' }],
              volumeMounts: [{ name: 'www', mountPath: '/usr/share/nginx/html' }],
            },
          ],
        },
      },
      volumeClaimTemplates: [
        { metadata: { name: 'www' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
      ],
    }),
  ],
  'application/job/cronjob.yaml': [
    object('batch/v1', 'CronJob', 'hello', {
      schedule: '* * * * *',
      jobTemplate: {
        spec: {
          template: {
            spec: {
              containers: [
                {
                  name: 'hello',
                  image: 'busybox:1.28',
                  imagePullPolicy: 'IfNotPresent',
                  command: ['/bin/sh', '-c', 'date; echo Hello from the Kubernetes cluster'],
                },
              ],
              restartPolicy: 'OnFailure',
            },
          },
        },
      },
    }),
  ],
  'admin/dns/dnsutils.yaml': [
    {
      ...pod('dnsutils', {
        containers: [
          {
            name: 'dnsutils',
            image: 'registry.k8s.io/e2e-test-images/agnhost:2.39',
            imagePullPolicy: 'IfNotPresent',
            command: ['sleep', 'infinity'],
          },
        ],
        restartPolicy: 'Always',
      }),
      metadata: { name: 'dnsutils', namespace: 'default' },
    },
  ],
  'debug/counter-pod.yaml': [
    pod('counter', {
      containers: [
        {
          name: 'count',
          image: 'busybox:1.28',
          args: ['/bin/sh', '-c', 'i=0; while true; do echo "$i: $(date)"; i=$((i+1)); sleep 1; done'],
        },
      ],
    }),
  ],
  'pods/simple-pod.yaml': [pod('nginx', { containers: [NGINX] })],
  'pods/probe/exec-liveness.yaml': [
    pod(
      'liveness-exec',
      {
        containers: [
          {
            name: 'liveness',
            image: 'registry.k8s.io/busybox:1.27.2',
            args: ['/bin/sh', '-c', 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600'],
            livenessProbe: { exec: { command: ['cat', '/tmp/healthy'] }, initialDelaySeconds: 5, periodSeconds: 5 },
          },
        ],
      },
      { test: 'liveness' },
    ),
  ],
  'pods/probe/http-liveness.yaml': [
    pod(
      'liveness-http',
      {
        containers: [
          {
            name: 'liveness',
            image: 'registry.k8s.io/e2e-test-images/agnhost:2.40',
            args: ['liveness'],
            livenessProbe: {
              httpGet: { path: '/healthz', port: 8080, httpHeaders: [{ name: 'Custom-Header', value: 'Awesome' }] },
              ...LIVENESS,
            },
          },
        ],
      },
      { test: 'liveness' },
    ),
  ],
  'pods/storage/pv-volume.yaml': [
    object(
      'v1',
      'PersistentVolume',
      'task-pv-volume',
      { storageClassName: 'manual', capacity: { storage: '10Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/mnt/data' } },
      { type: 'local' },
    ),
  ],
  'pods/storage/pv-claim.yaml': [
    object('v1', 'PersistentVolumeClaim', 'task-pv-claim', {
      storageClassName: 'manual',
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '3Gi' } },
    }),
  ],
  'pods/storage/pv-pod.yaml': [
    pod('task-pv-pod', {
      volumes: [{ name: 'task-pv-storage', persistentVolumeClaim: { claimName: 'task-pv-claim' } }],
      containers: [
        {
          name: 'task-pv-container',
          image: 'nginx',
          ports: [{ containerPort: 80, name: 'http-server' }],
          volumeMounts: [{ mountPath: '/usr/share/nginx/html', name: 'task-pv-storage' }],
        },
      ],
    }),
  ],
  'service/networking/nginx-policy.yaml': [
    object('networking.k8s.io/v1', 'NetworkPolicy', 'access-nginx', {
      podSelector: { matchLabels: { app: 'nginx' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { access: 'true' } } }] }],
    }),
  ],
};

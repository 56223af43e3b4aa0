import type { HelmCase } from '../helm-case';

const chart = (name: string, more = '') => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\nappVersion: "1.0"\n${more}`;
const map = (name: string, data = 'a: b') => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata: {${data}}\n`;
const job = (name: string, hook: string, more = '', code = '0') => `apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
  annotations:
    helm.sh/hook: ${hook}
${more}spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers:
      - {name: c, image: "busybox:1.36", command: [sh, -c, "echo ran; exit ${code}"]}
`;

/** What goes wrong, and what helm says then. */
export const failures: readonly HelmCase[] = [
  {
    name: 'arguments, names and a cluster that is not there',
    files: { 'cm/Chart.yaml': chart('cm'), 'cm/templates/map.yaml': map('{{ .Release.Name }}') },
    lines: [
      'helm install cm',
      'helm install a b c',
      'helm install Bad_Name cm',
      'helm install averyveryveryveryveryveryveryveryveryverylongnamethatistoolong cm',
      'helm install --generate-name name cm',
      'helm install nope nope',
      'helm install nope ./nope',
      'helm install nope /tmp/nope.tgz',
      'helm install nope repo/nope',
      'helm install x cm -n missing',
      'helm install x cm -n missing --create-namespace',
      'helm list -n missing',
      'helm list -A',
      'helm upgrade nope cm',
      'helm upgrade -i up cm',
      'helm upgrade -i up cm -o json | grep -c manifest',
      'helm upgrade up',
      'helm rollback',
      'helm rollback up x',
      'helm rollback up -- -1',
      'helm rollback up 1 2 3',
      'helm rollback nope',
      'helm uninstall',
      'helm uninstall nope other',
      'helm uninstall up --cascade=sideways',
      'helm uninstall up --dry-run',
      'helm uninstall up --cascade=orphan --wait',
      'kubectl get cm up -o jsonpath={.data}',
      'helm status',
      'helm status a b',
      'helm history',
      'helm get',
      'helm get values',
      'helm get nope up',
      'helm test',
      'helm list x',
      'helm list -o wide',
      'helm list --filter "["',
      'helm list -l "a in"',
      'helm status up -o wide',
      'helm install y cm --dry-run=sideways',
      'helm install y cm --wait-for-jobs=x',
      'helm install y cm --timeout soon',
      'helm install y cm --nope',
      'helm install y cm --labels name=x',
      'helm install y cm --labels name',
      'helm --kube-context nope list',
      'helm --kubeconfig /nope list',
      'helm --kube-apiserver https://127.0.0.1:9 list',
      'helm --kube-as-user somebody list',
      'helm --kube-as-user somebody install z cm',
      'helm --kube-token nope list',
      'HELM_NAMESPACE=kube-system helm list',
      'HELM_DRIVER=configmap helm list',
      'HELM_DRIVER=nope helm list',
      'helm instal y cm',
      'helm nope',
      'helm repo nope',
      'helm',
    ],
  },
  {
    name: 'what the server refuses',
    files: {
      'cm/Chart.yaml': chart('cm'),
      'cm/values.yaml': 'name: fine\nport: 80\nimage: nginx\nkind: ConfigMap\n',
      'cm/templates/map.yaml': map('{{ .Values.name }}', 'port: "{{ .Values.port }}"'),
      'deep/Chart.yaml': chart('deep'),
      'deep/values.yaml': 'replicas: 1\nlabel: a\nextra: ""\n',
      'deep/templates/deploy.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: deep
spec:
  replicas: {{ .Values.replicas }}
  {{ .Values.extra }}
  selector: {matchLabels: {app: {{ .Values.label }}}}
  template:
    metadata: {labels: {app: {{ .Values.label }}}}
    spec: {containers: [{name: c, image: "nginx:1.27"}]}
`,
      'kinds/Chart.yaml': chart('kinds'),
      'kinds/templates/a.yaml': 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: one}\n',
      'kinds2/Chart.yaml': chart('kinds2'),
      'kinds2/templates/a.yaml':
        'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: one}\n---\napiVersion: example.com/v1\nkind: Other\nmetadata: {name: two}\n',
      'nokind/Chart.yaml': chart('nokind'),
      'nokind/templates/a.yaml': 'metadata: {name: one}\n',
      'noname/Chart.yaml': chart('noname'),
      'noname/templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
      'strict/Chart.yaml': chart('strict'),
      'strict/templates/a.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: nginx, imagee: x}], nope: 1}\n',
      'svc/Chart.yaml': chart('svc'),
      'svc/values.yaml': 'ip: None\n',
      'svc/templates/a.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {clusterIP: {{ .Values.ip }}, ports: [{port: 80}]}\n',
    },
    lines: [
      'helm install bad cm --set name=Bad_Name',
      'helm list -a',
      'helm status bad',
      'helm history bad',
      'helm install bad cm',
      'helm upgrade bad cm',
      'helm history bad',
      'helm upgrade bad cm --set name=Worse_Name',
      'helm history bad',
      'helm list --failed',
      'helm rollback bad',
      'helm history bad',
      'helm install kinds kinds',
      'helm install kinds2 kinds2',
      'helm install nokind nokind',
      'helm install noname noname',
      'helm install strict strict',
      'helm install strict strict --disable-openapi-validation',
      'helm install deep deep',
      'helm upgrade deep deep --set label=b',
      'helm upgrade deep deep --set label=b --force',
      'helm upgrade deep deep --set-string replicas=2',
      'helm upgrade deep deep --set extra="nonsense: true"',
      'helm history deep',
      'helm list',
      'helm install svc svc',
      'helm upgrade svc svc --set ip=10.96.7.7',
      'helm history svc',
      'helm list -A',
    ],
  },
  {
    name: 'ownership',
    files: {
      'cm/Chart.yaml': chart('cm'),
      'cm/values.yaml': 'extra: false\n',
      'cm/templates/a.yaml': map('shared') + '{{ if .Values.extra }}---\n' + map('second') + '{{ end }}',
      'keep/Chart.yaml': chart('keep'),
      'keep/templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}\n---\n' +
        map('gone') +
        '---\napiVersion: v1\nkind: Secret\nmetadata: {name: kept-too, annotations: {helm.sh/resource-policy: keep}}\n',
    },
    lines: [
      'kubectl create cm shared --from-literal=x=y',
      'helm install a cm',
      'helm install a cm --take-ownership',
      'kubectl get cm shared -o jsonpath="{.data} {.metadata.annotations} {.metadata.labels}"',
      'helm install b cm',
      'helm install b cm -n kube-public',
      'kubectl create cm second',
      'helm upgrade a cm --set extra=true',
      'helm upgrade a cm --set extra=true --take-ownership',
      'helm history a',
      'kubectl label cm second app.kubernetes.io/managed-by-',
      'kubectl delete cm shared',
      'helm upgrade a cm',
      'kubectl get cm shared second',
      'helm upgrade a cm --reset-values',
      'kubectl get cm shared second',
      'kubectl delete cm shared',
      'helm uninstall a',
      'helm install k keep',
      'helm uninstall k',
      'kubectl get cm,secret',
      'helm install k keep',
      'helm uninstall k',
    ],
  },
  {
    name: 'hooks',
    files: {
      'good/Chart.yaml': chart('good'),
      'good/templates/job.yaml':
        job(
          'pre',
          'pre-install,pre-upgrade',
          '    helm.sh/hook-weight: "-5"\n    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded\n',
        ) +
        '---\n' +
        job('post', 'post-install,post-upgrade,post-rollback') +
        '---\n' +
        map('{{ .Release.Name }}'),
      'good/templates/del.yaml': job('farewell', 'pre-delete,post-delete', '', '{{ .Values.code | default 0 }}'),
      'bad/Chart.yaml': chart('bad'),
      'bad/values.yaml': 'hook: pre-install\ncode: 1\npolicy: before-hook-creation\n',
      'bad/templates/job.yaml': job(
        '{{ .Release.Name }}',
        '{{ .Values.hook }}',
        '    helm.sh/hook-delete-policy: {{ .Values.policy }}\n',
        '{{ .Values.code }}',
      ),
      'bad/templates/map.yaml': map('{{ .Release.Name }}'),
      'pod/Chart.yaml': chart('pod'),
      'pod/templates/a.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: "{{ .Release.Name }}-test", annotations: {helm.sh/hook: test}}\nspec: {restartPolicy: Never, containers: [{name: c, image: "busybox:1.36", command: [sh, -c, "echo tested; exit {{ .Values.code | default 0 }}"]}]}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: "{{ .Release.Name }}-second", annotations: {helm.sh/hook: test, helm.sh/hook-weight: "3", helm.sh/hook-delete-policy: hook-succeeded}}\nspec: {restartPolicy: Never, containers: [{name: c, image: "busybox:1.36", command: [echo, second]}]}\n',
      'unknown/Chart.yaml': chart('unknown'),
      'unknown/templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, annotations: {helm.sh/hook: whenever}}\n',
    },
    lines: [
      'helm install good good',
      'kubectl get jobs -o name',
      'helm get hooks good',
      'helm upgrade good good --no-hooks',
      'helm upgrade good good',
      'helm rollback good 1',
      'helm status good',
      'helm history good',
      'helm uninstall good',
      'kubectl get jobs -o name',
      'helm install good good --set code=1 --no-hooks',
      'helm uninstall good',
      'helm list -a',
      'helm uninstall good --no-hooks',
      'helm install pre bad',
      'helm history pre',
      'helm list -a',
      'kubectl get cm pre',
      'helm uninstall pre',
      'helm install post bad --set hook=post-install,policy=hook-failed',
      'helm history post',
      'kubectl get cm,job -o name',
      'helm upgrade post bad --set hook=pre-upgrade',
      'helm upgrade post bad --set hook=post-upgrade',
      'helm history post',
      'helm upgrade post bad --set code=0,hook=pre-upgrade',
      'helm upgrade post bad --set code=0,hook=pre-rollback',
      'helm upgrade post bad --set code=1,hook=post-rollback',
      'helm rollback post 6',
      'helm rollback post 7',
      'helm history post',
      'helm install slow bad --set code="sleep 600" --timeout 3s',
      'helm history slow',
      'helm install atomic bad --atomic',
      'helm list -a -q',
      'helm install tested pod',
      'helm test tested',
      'helm test tested --logs',
      'helm test tested --filter name=tested-test --logs',
      'helm test tested --filter "!name=tested-test"',
      'helm test tested --filter nope',
      'kubectl get pods -o name',
      'helm upgrade tested pod --set code=3',
      'helm test tested',
      'helm test tested --logs',
      'helm status tested',
      'helm install unknown unknown',
      'helm get manifest unknown',
    ],
  },
  {
    name: 'waiting',
    files: {
      'web/Chart.yaml': chart('web'),
      'web/values.yaml': 'image: "nginx:1.27"\njob: ""\nreplicas: 1\n',
      'web/templates/a.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}"}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: "{{ .Release.Name }}"}}
  template:
    metadata: {labels: {app: "{{ .Release.Name }}"}}
    spec: {containers: [{name: c, image: "{{ .Values.image }}"}]}
{{ if .Values.job }}
---
apiVersion: batch/v1
kind: Job
metadata: {name: "{{ .Release.Name }}"}
spec: {backoffLimit: 0, template: {spec: {restartPolicy: Never, containers: [{name: c, image: "busybox:1.36", command: [sh, -c, {{ quote .Values.job }}]}]}}}
{{ end }}
`,
    },
    lines: [
      'helm install ok web --wait',
      'helm install late web --set image=nope.example/none:1 --wait --timeout 4s',
      'helm list -a',
      'helm history late',
      'helm upgrade ok web --set image=nope.example/none:1 --wait --timeout 4s',
      'helm history ok',
      'helm upgrade ok web --set image=nope.example/none:1 --atomic --timeout 4s',
      'helm history ok',
      'helm upgrade ok web --set image=nope.example/none:1 --atomic --timeout 4s --cleanup-on-fail',
      'helm install once web --atomic --set image=nope.example/none:1 --timeout 4s',
      'helm list -a -q',
      'helm install jobs web --set job="exit 0" --wait --wait-for-jobs',
      'helm install jobs2 web --set job="exit 1" --wait --wait-for-jobs --timeout 4s',
      'helm install jobs3 web --set job="exit 1" --wait --timeout 4s',
      'helm upgrade --install fresh web --atomic --timeout 4s --set image=nope.example/none:1',
      'helm uninstall ok --wait',
      'helm uninstall late --wait --timeout 4s',
      'helm rollback jobs 1 --wait --timeout 8s',
      'helm history jobs',
    ],
  },
];

import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const MANIFESTS = '/etc/kubernetes/manifests';
const API = 'kube-apiserver';
const edit = (stage: Stage, file: string, expression: string) => stage.ok(`sed -i '${expression}' ${MANIFESTS}/${file}.yaml`);
const add = (stage: Stage, file: string, flag: string) => edit(stage, file, `s#^    - ${file}$#    - ${file}\\n    - ${flag}#`);
const log = (stage: Stage, name: string) => stage.ok(`crictl logs $(crictl ps -a -q --name ${name} | head -1) 2>&1`);

/** Breaks a flag and tells what the component logs. */
function broken(promise: string, file: string, expression: string, expected: string): void {
  scenario(promise, (stage) => {
    edit(stage, file, expression);
    stage.pass(60);
    expect(log(stage, file)).toContain(expected);
  });
}

describe('flags of kube-apiserver', () => {
  broken(
    'a service range that is no CIDR',
    API,
    's#--service-cluster-ip-range=.*#--service-cluster-ip-range=10.96.0.0/33#',
    '"command failed" err="service-cluster-ip-range[0] is not a valid cidr"',
  );
  broken(
    'an admission plugin that nobody knows',
    API,
    's/--enable-admission-plugins=NodeRestriction/--enable-admission-plugins=NodeRestrictions/',
    'enable-admission-plugins plugin \\"NodeRestrictions\\" is unknown',
  );
  broken(
    'an authorization mode that there is not',
    API,
    's/--authorization-mode=Node,RBAC/--authorization-mode=Node,RBCA/',
    'authorization-mode \\"RBCA\\" is not a valid mode',
  );
  broken(
    'a serving certificate that is not there',
    API,
    's#--tls-cert-file=.*#--tls-cert-file=/etc/kubernetes/pki/api.crt#',
    'open /etc/kubernetes/pki/api.crt: no such file or directory',
  );
  broken(
    'a client CA that is not there',
    API,
    's#--client-ca-file=.*#--client-ca-file=/etc/kubernetes/pki/CA.crt#',
    'unable to load client CA provider: open /etc/kubernetes/pki/CA.crt: no such file or directory',
  );
  broken(
    "etcd's CA that is not there",
    API,
    's#--etcd-cafile=.*#--etcd-cafile=/etc/kubernetes/pki/etcd/none.crt#',
    'Error creating leases: error creating storage factory: open /etc/kubernetes/pki/etcd/none.crt: no such file or directory',
  );
  broken(
    'a wrong port of etcd: connections refused, then no storage factory',
    API,
    's#--etcd-servers=.*#--etcd-servers=https://127.0.0.1:2378#',
    'dial tcp 127.0.0.1:2378: connect: connection refused',
  );
  broken(
    "etcd's certificate by another CA",
    API,
    's#--etcd-cafile=.*#--etcd-cafile=/etc/kubernetes/pki/ca.crt#',
    'tls: failed to verify certificate: x509: certificate signed by unknown authority',
  );
  broken('no client certificate for etcd', API, '/--etcd-certfile=/d; /--etcd-keyfile=/d', 'tls: certificate required');
  broken(
    'a boolean that is none',
    API,
    's/--enable-bootstrap-token-auth=true/--enable-bootstrap-token-auth=ja/',
    'Error: invalid argument "ja" for "--enable-bootstrap-token-auth" flag: strconv.ParseBool: parsing "ja": invalid syntax',
  );
  broken(
    'a signing key that is not there',
    API,
    's#--service-account-signing-key-file=.*#--service-account-signing-key-file=/etc/kubernetes/pki/sb.key#',
    'failed to parse service-account-issuer-key-file: open /etc/kubernetes/pki/sb.key: no such file or directory',
  );

  scenario('a duration without a unit', (stage) => {
    add(stage, API, '--event-ttl=60');
    stage.pass(60);
    expect(log(stage, API)).toContain('Error: invalid argument "60" for "--event-ttl" flag: time: missing unit in duration "60"');
  });

  scenario('another secure port leaves the old one refused, and the new one answers', (stage) => {
    edit(stage, API, 's/--secure-port=6443/--secure-port=6444/');
    stage.pass(60);
    expect(stage.fails('kubectl get nodes')).toContain('172.30.1.2:6443 was refused');
    expect(stage.ok('kubectl --server=https://172.30.1.2:6444 get nodes')).toContain('controlplane');
  });

  scenario('--anonymous-auth=false answers 401 to those without credentials', (stage) => {
    add(stage, API, '--anonymous-auth=false');
    stage.pass(90);
    expect(stage.ok('curl -sk -o /dev/null -w "%{http_code}" https://172.30.1.2:6443/api')).toBe('401');
  });

  scenario('livez and readyz tell each check when they are asked verbosely', (stage) => {
    const live = stage.kubectl("get --raw '/livez?verbose'");
    expect(live).toContain('[+]etcd ok');
    expect(live).toContain('livez check passed');
    expect(stage.kubectl("get --raw '/readyz?verbose'")).toContain('readyz check passed');
  });
});

describe('flags of kube-controller-manager', () => {
  broken(
    'a cluster CIDR that is none',
    'kube-controller-manager',
    's#--cluster-cidr=.*#--cluster-cidr=192.168.0.0/40#',
    'invalid CIDR address: 192.168.0.0/40',
  );
  broken(
    'a root CA that is not there',
    'kube-controller-manager',
    's#--root-ca-file=.*#--root-ca-file=/etc/kubernetes/pki/root.crt#',
    'error reading root-ca-file at /etc/kubernetes/pki/root.crt: open /etc/kubernetes/pki/root.crt: no such file or directory',
  );
  broken(
    'a controller that nobody knows',
    'kube-controller-manager',
    's/--controllers=.*/--controllers=*,deploymint/',
    '"deploymint\\" is not in the list of known controllers',
  );
  broken(
    'a service account key that is not there',
    'kube-controller-manager',
    's#--service-account-private-key-file=.*#--service-account-private-key-file=/etc/kubernetes/pki/none.key#',
    'error reading key for service account token controller: open /etc/kubernetes/pki/none.key: no such file or directory',
  );

  scenario('--controllers without the deployment controller makes no ReplicaSets', (stage) => {
    edit(stage, 'kube-controller-manager', 's/--controllers=.*/--controllers=*,-deployment-controller/');
    stage.pass(90);
    stage.kubectl('create deployment web --image=nginx');
    stage.pass(30);
    expect(stage.list('replicasets.apps')).toHaveLength(0);
    edit(stage, 'kube-controller-manager', 's/--controllers=.*/--controllers=*/');
    stage.pass(90);
    expect(stage.list('replicasets.apps')).toHaveLength(1);
  });

  scenario('--node-monitor-grace-period decides how soon a silent node is NotReady', (stage) => {
    add(stage, 'kube-controller-manager', '--node-monitor-grace-period=20s');
    stage.pass(90);
    stage.ok('systemctl stop kubelet', 'node01');
    stage.pass(38);
    expect(stage.kubectl('get node node01 --no-headers')).toContain('NotReady');
  });
});

describe('flags of kube-scheduler', () => {
  scenario('a configuration file that is not there ends it', (stage) => {
    add(stage, 'kube-scheduler', '--config=/etc/kubernetes/sched.yaml');
    stage.pass(60);
    expect(log(stage, 'kube-scheduler')).toContain('"command failed" err="open /etc/kubernetes/sched.yaml: no such file or directory"');
  });

  scenario('a second profile of its configuration schedules under its own name', (stage) => {
    const file = '/etc/kubernetes/scheduler.conf.d/sched.yaml';
    stage.ok(
      `mkdir -p /etc/kubernetes/scheduler.conf.d; printf 'apiVersion: kubescheduler.config.k8s.io/v1\\nkind: KubeSchedulerConfiguration\\nclientConnection: {kubeconfig: /etc/kubernetes/scheduler.conf}\\nprofiles:\\n- schedulerName: default-scheduler\\n- schedulerName: my-scheduler\\n' > ${file}`,
    );
    add(stage, 'kube-scheduler', `--config=${file}`);
    edit(
      stage,
      'kube-scheduler',
      's#    volumeMounts:#    volumeMounts:\\n    - {mountPath: /etc/kubernetes/scheduler.conf.d, name: sched}#',
    );
    edit(stage, 'kube-scheduler', 's#  volumes:#  volumes:\\n  - {name: sched, hostPath: {path: /etc/kubernetes/scheduler.conf.d}}#');
    stage.pass(90);
    stage.apply(
      '{apiVersion: v1, kind: Pod, metadata: {name: mine}, spec: {schedulerName: my-scheduler, containers: [{name: c, image: nginx}]}}',
    );
    expect(stage.get('pods', 'mine')?.status?.phase).toBe('Running');
  });

  scenario('a plugin that there is not ends it', (stage) => {
    const file = '/etc/kubernetes/pki/sched.yaml';
    stage.ok(
      `printf 'apiVersion: kubescheduler.config.k8s.io/v1\\nkind: KubeSchedulerConfiguration\\nprofiles:\\n- plugins: {score: {enabled: [{name: Nope}]}}\\n' > ${file}`,
    );
    add(stage, 'kube-scheduler', `--config=${file}`);
    edit(stage, 'kube-scheduler', 's#    volumeMounts:#    volumeMounts:\\n    - {mountPath: /etc/kubernetes/pki, name: pki}#');
    edit(stage, 'kube-scheduler', 's#  volumes:#  volumes:\\n  - {name: pki, hostPath: {path: /etc/kubernetes/pki}}#');
    stage.pass(60);
    expect(log(stage, 'kube-scheduler')).toContain('plugin \\"Nope\\" does not exist');
  });
});

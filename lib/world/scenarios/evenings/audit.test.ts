import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';
const POLICY = `cat <<EOF > /etc/kubernetes/audit/policy.yaml
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: Metadata
  resources: [{group: "", resources: [secrets]}]
- level: RequestResponse
  verbs: [create, delete]
  resources: [{group: "", resources: [configmaps]}]
- level: None
EOF`;

scenario(
  'Turn auditing on in the API server: flags first, a crash for want of a mount, then a log that says who did what',
  (stage) => {
    const me = new Candidate(stage);
    me.type('mkdir -p /etc/kubernetes/audit /var/log/kubernetes');
    me.type(POLICY);
    me.type(`cp ${MANIFEST} /root/`);
    me.open(`vim ${MANIFEST}`);
    me.keys(':set paste\r/- kube-apiserver\ro');
    me.keys('    - --audit-policy-file=/etc/kubernetes/audit/policy.yaml\r    - --audit-log-path=/var/log/kubernetes/audit.log\x1b');
    me.leave(':wq\r');
    stage.pass(60);
    expect(me.type('kubectl get nodes')).toContain('The connection to the server 172.30.1.2:6443 was refused');
    expect(me.type('crictl ps -a | grep kube-apiserver | head -1')).toMatch(/Exited +kube-apiserver/);
    expect(me.type('crictl logs $(crictl ps -a -q --name kube-apiserver | head -1) 2>&1 | tail -1')).toContain(
      'loading audit policy file: failed to read file path \\"/etc/kubernetes/audit/policy.yaml\\"',
    );
    me.open(`vim ${MANIFEST}`);
    me.keys(':set paste\r/volumeMounts:\ro');
    me.keys('    - {mountPath: /etc/kubernetes/audit, name: audit, readOnly: true}\r    - {mountPath: /var/log/kubernetes, name: log}\x1b');
    me.keys('/volumes:\ro');
    me.keys('  - hostPath: {path: /etc/kubernetes/audit, type: DirectoryOrCreate}\r    name: audit\r');
    me.keys('  - hostPath: {path: /var/log/kubernetes, type: DirectoryOrCreate}\r    name: log\x1b');
    me.leave(':wq\r');
    stage.pass(60);
    expect(me.type('kubectl get nodes --no-headers | grep -c " Ready "')).toBe('3');
    me.type('kubectl create secret generic s --from-literal=a=b; kubectl create cm c --from-literal=x=y; kubectl get pods');
    const log = (filter: string) => me.type(`jq -c '${filter}' /var/log/kubernetes/audit.log | tail -1`);
    expect(
      log('select(.objectRef.resource=="secrets") | [.level,.verb,.user.username,.objectRef.name,.responseStatus.code,.requestObject]'),
    ).toBe('["Metadata","create","kubernetes-admin","s",201,null]');
    expect(log('select(.objectRef.resource=="configmaps" and .objectRef.name=="c") | [.level,.requestObject.data.x]')).toBe(
      '["RequestResponse","y"]',
    );
    expect(me.status(`grep -c '"resource":"pods"' /var/log/kubernetes/audit.log`)).toEqual({ shown: '0', exit: 1 });
    expect(me.type(`diff /root/kube-apiserver.yaml ${MANIFEST} | grep -c '^>'`)).toBe('8');
  },
  EVENING,
);

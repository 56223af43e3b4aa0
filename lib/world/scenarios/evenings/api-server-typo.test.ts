import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

const MANIFESTS = '/etc/kubernetes/manifests';

scenario(
  'Find three faults of a control plane without kubectl: a flag, broken YAML, an image; and a scheduler that is down',
  (stage) => {
    const me = new Candidate(stage);
    me.type(`cp -r ${MANIFESTS} /root/backup`);
    const waitFor = (seconds: number) => stage.pass(seconds);

    me.type(`sed -i 's/--authorization-mode=/--authorization-modus=/' ${MANIFESTS}/kube-apiserver.yaml`);
    waitFor(60);
    expect(me.status('kubectl get pods -A').shown).toContain('was refused - did you specify the right host or port?');
    expect(me.type('crictl logs $(crictl ps -aq --name kube-apiserver | head -1) 2>&1 | tail -1')).toContain(
      'unknown flag: --authorization-modus',
    );
    expect(me.type('tail -1 /var/log/containers/kube-apiserver-*.log')).toContain('unknown flag: --authorization-modus');
    me.type(`sed -i 's/modus=/mode=/' ${MANIFESTS}/kube-apiserver.yaml`);
    waitFor(60);
    expect(me.type('kubectl get --raw /readyz')).toBe('ok');

    // YAML that does not parse: no container at all, only the kubelet knows.
    me.type(`sed -i 's/^  containers:/  containers/' ${MANIFESTS}/kube-apiserver.yaml`);
    waitFor(60);
    expect(me.type('crictl ps --name kube-apiserver -q | wc -l')).toBe('0');
    expect(me.type('journalctl -u kubelet --no-pager | grep -m1 -o "Could not process manifest file.*"')).toContain(
      `Could not process manifest file" err="/etc/kubernetes/manifests/kube-apiserver.yaml: couldn't parse as pod(`,
    );
    me.open(`vi ${MANIFESTS}/kube-apiserver.yaml`);
    me.keys('/^  containers$\r');
    me.leave('A:\x1bZZ');
    waitFor(60);
    expect(me.type('kubectl get --raw /readyz')).toBe('ok');

    me.type(`sed -i 's#kube-scheduler:v1.36.3#kube-scheduler:v1.99.0#' ${MANIFESTS}/kube-scheduler.yaml`);
    waitFor(60);
    me.type('kubectl run web --image=nginx');
    waitFor(20);
    expect(me.type('kubectl get pod web --no-headers')).toMatch(/^web +0\/1 +Pending/);
    expect(me.type('kubectl describe pod web | tail -1')).toContain('Events:');
    expect(me.type('kubectl -n kube-system get pod kube-scheduler-controlplane --no-headers')).toMatch(/ErrImagePull|ImagePullBackOff/);
    // By hand in the meantime.
    me.type(`kubectl get pod web -o json | jq '.spec.nodeName="node02"' | kubectl replace --force -f -`);
    waitFor(15);
    expect(me.type('kubectl get pod web -o wide --no-headers')).toMatch(/Running.* node02 /);
    me.type(`cp /root/backup/kube-scheduler.yaml ${MANIFESTS}/`);
    waitFor(40);
    me.type('kubectl run web2 --image=nginx');
    expect(me.type('kubectl wait --for=condition=Ready pod/web2 --timeout=60s')).toBe('pod/web2 condition met');
    expect(me.type(`diff -r /root/backup ${MANIFESTS} && echo same`)).toBe('same');
  },
  EVENING,
);

import { describe, expect } from 'vitest';
import { layExamHosts } from '../../exam-hosts';
import { scenario } from '../stage';
import { Candidate } from './candidate';

describe('evenings: ways between hosts', () => {
  scenario('a new administrator gets a login by key and a kubeconfig of her own', (stage) => {
    // On her own machine.
    stage.ok('useradd -m -s /bin/bash jane && su - jane -c "ssh-keygen -q -t ed25519 -N \'\' -f ~/.ssh/id_ed25519"', 'base');
    const key = stage.ok('cat /home/jane/.ssh/id_ed25519.pub', 'base');
    // On the control plane: the account, the key, sudo.
    stage.ok('useradd -m -s /bin/bash jane && install -d -m 700 -o jane -g jane /home/jane/.ssh');
    stage.ok(
      `echo '${key}' > /home/jane/.ssh/authorized_keys && chown jane: /home/jane/.ssh/authorized_keys && chmod 600 /home/jane/.ssh/authorized_keys`,
    );
    stage.ok("echo 'jane ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/jane && chmod 440 /etc/sudoers.d/jane && visudo -c");
    const jane = (text: string) => stage.world.runScript({ host: 'base', user: 'jane', text: `ssh controlplane '${text}'` });
    expect(jane('whoami; sudo whoami')).toMatchObject({ exit: 0, stdout: 'jane\nroot\n' });
    expect(jane('kubectl get nodes').exit).not.toBe(0);
    // Her certificate is signed by the cluster.
    stage.ok('openssl genrsa -out jane.key 2048 2>/dev/null && openssl req -new -key jane.key -subj "/CN=jane" -out jane.csr');
    stage.ok(
      `kubectl apply -f - <<EOF\napiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: {name: jane}\nspec:\n  request: $(base64 -w0 < jane.csr)\n  signerName: kubernetes.io/kube-apiserver-client\n  usages: [client auth]\nEOF`,
    );
    stage.ok('kubectl certificate approve jane');
    stage.pass(5);
    stage.ok("kubectl get csr jane -o jsonpath='{.status.certificate}' | base64 -d > jane.crt");
    stage.ok('kubectl create clusterrolebinding jane-view --clusterrole=view --user=jane');
    stage.ok(
      [
        'export KUBECONFIG=jane.conf',
        "kubectl config set-cluster kubernetes --embed-certs --certificate-authority=/etc/kubernetes/pki/ca.crt --server=$(KUBECONFIG=/etc/kubernetes/admin.conf kubectl config view -o jsonpath='{.clusters[0].cluster.server}')",
        'kubectl config set-credentials jane --embed-certs --client-certificate=jane.crt --client-key=jane.key',
        'kubectl config set-context jane --cluster=kubernetes --user=jane && kubectl config use-context jane',
        'install -d -m 700 -o jane -g jane /home/jane/.kube && install -m 600 -o jane -g jane jane.conf /home/jane/.kube/config',
      ].join(' && '),
    );
    expect(jane('kubectl get pods -A --no-headers | wc -l').stdout.trim()).not.toBe('0');
    expect(jane('kubectl auth can-i delete pods').stdout).toBe('no\n');
    expect(jane('kubectl auth whoami -o jsonpath={.status.userInfo.username}').stdout).toBe('jane');
  });

  scenario('an ssh login broken by permissions, a stopped daemon and a wrong AllowUsers is repaired', (stage) => {
    stage.ok(
      "chmod 775 /home/ubuntu; chmod 644 /home/ubuntu/.ssh/authorized_keys; chown root:root /home/ubuntu/.ssh; echo 'AllowUsers admin' > /etc/ssh/sshd_config.d/users.conf; systemctl stop ssh",
      'node01',
    );
    expect(stage.fails('ssh ubuntu@node01 true')).toContain('port 22: Connection refused');
    stage.ok('systemctl start ssh && systemctl is-active ssh', 'node01');
    expect(stage.fails('ssh ubuntu@node01 true')).toContain('Permission denied (publickey)');
    expect(stage.ok('journalctl -u ssh --no-pager | tail -3', 'node01')).toContain('not allowed because not listed in AllowUsers');
    stage.ok("sed -i 's/admin/admin ubuntu root/' /etc/ssh/sshd_config.d/users.conf && sshd -t && systemctl restart ssh", 'node01');
    stage.ok('chown ubuntu:ubuntu /home/ubuntu/.ssh', 'node01');
    expect(stage.fails('ssh ubuntu@node01 true')).toContain('Permission denied (publickey)');
    expect(stage.ok('journalctl -u ssh --no-pager | tail -3', 'node01')).toContain('bad ownership or modes for directory /home/ubuntu');
    stage.ok('chmod 750 /home/ubuntu && chmod 700 /home/ubuntu/.ssh', 'node01');
    expect(stage.ok('ssh ubuntu@node01 sudo whoami')).toBe('root');
    expect(stage.ok('journalctl -u ssh --no-pager | tail -3', 'node01')).toContain('Accepted publickey for ubuntu from 172.30.1.2');
  });

  scenario('etcd is saved on the control plane, and the snapshot is copied to the base host', (stage) => {
    layExamHosts(stage.world.hosts, stage.world.profile, { base: 'base', user: 'candidate', names: { cka1024: 'controlplane' } });
    const candidate = new Candidate(stage, { host: 'base', user: 'candidate' });
    const saved = candidate.type(
      "ssh cka1024 'sudo ETCDCTL_API=3 etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key snapshot save /tmp/etcd-backup.db && sudo chown candidate /tmp/etcd-backup.db'",
    );
    expect(saved).toContain('Snapshot saved at /tmp/etcd-backup.db');
    candidate.type('mkdir -p backups && scp -q cka1024:/tmp/etcd-backup.db backups/');
    const here = candidate.type('sha256sum < backups/etcd-backup.db');
    expect(candidate.type("ssh cka1024 'sha256sum < /tmp/etcd-backup.db'")).toBe(here);
    // It goes back as it came.
    candidate.type('rsync -a backups/ cka1024:restored');
    expect(candidate.type("ssh cka1024 'sudo etcdutl snapshot status restored/etcd-backup.db -w table'")).toContain('HASH');
    expect(candidate.type('ssh cka1024 ssh node01 true')).toContain('Permission denied (publickey).');
  });
});

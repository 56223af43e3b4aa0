import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';
const CONFIG = `cat <<EOF > /etc/kubernetes/enc/enc.yaml
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources: [secrets]
  providers:
  - aescbc:
      keys:
      - name: key1
        secret: $KEY
  - identity: {}
EOF`;

scenario(
  'Encrypt Secrets at rest, write the old ones anew, and see what is lost without the key',
  (stage) => {
    const me = new Candidate(stage);
    const stored = (name: string) =>
      me.type(`$E get /registry/secrets/default/${name} --print-value-only | head -c 60 | tr -cd '[:print:]'; echo`);
    me.type('kubectl create secret generic old --from-literal=pass=topsecret');
    me.type(
      'P=/etc/kubernetes/pki/etcd; E="etcdctl --endpoints=https://127.0.0.1:2379 --cacert=$P/ca.crt --cert=$P/server.crt --key=$P/server.key"',
    );
    expect(me.type('$E get /registry/secrets/default/old | hexdump -C | head -4')).toContain('|s/default/old.k8|');
    expect(me.type('$E get /registry/secrets/default/old | grep -ac topsecret')).toBe('1');
    me.type('KEY=$(openssl rand -base64 32); mkdir -p /etc/kubernetes/enc');
    me.type(CONFIG);
    me.type(
      String.raw`sed -i 's#^    - kube-apiserver$#&\n    - --encryption-provider-config=/etc/kubernetes/enc/enc.yaml#; s#^    volumeMounts:#&\n    - {name: enc, mountPath: /etc/kubernetes/enc, readOnly: true}#; s#^  volumes:#&\n  - {name: enc, hostPath: {path: /etc/kubernetes/enc, type: DirectoryOrCreate}}#' ${MANIFEST}`,
    );
    stage.pass(60);
    expect(me.type('kubectl create secret generic new --from-literal=pass=topsecret')).toBe('secret/new created');
    expect(stored('new')).toMatch(/^k8s:enc:aescbc:v1:key1:/);
    expect(me.type('$E get /registry/secrets/default/old | grep -ac topsecret')).toBe('1');
    expect(me.type('kubectl get secrets -A -o json | kubectl replace -f - | tail -1')).toMatch(/^secret\/[\w-]+ replaced$/);
    expect(stored('old')).toMatch(/^k8s:enc:aescbc:v1:key1:/);
    expect(me.type("kubectl get secret old -o jsonpath='{.data.pass}' | base64 -d")).toBe('topsecret');
    // A new key in front: new writes use it, the old ones are still read.
    me.type(String.raw`sed -i "s#^      keys:#&\n      - {name: key2, secret: $(openssl rand -base64 32)}#" /etc/kubernetes/enc/enc.yaml`);
    me.type(`mv ${MANIFEST} /root/ && sleep 20 && mv /root/kube-apiserver.yaml ${MANIFEST}`);
    stage.pass(60);
    me.type('kubectl create secret generic newest --from-literal=a=b');
    expect(stored('newest')).toMatch(/^k8s:enc:aescbc:v1:key2:/);
    expect(me.type("kubectl get secret old -o jsonpath='{.data.pass}' | base64 -d")).toBe('topsecret');
    // Without the keys they cannot be read.
    me.type(`sed -i '/encryption-provider-config/d' ${MANIFEST}`);
    stage.pass(60);
    expect(me.type('kubectl get secret old')).toContain('identity transformer tried to read encrypted data');
  },
  EVENING,
);

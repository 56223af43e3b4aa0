import { describe, expect, it } from 'vitest';
import { World } from './world';

const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';

/** A world whose API server is told something else. */
function changed(script: string) {
  const world = World.boot('kubeadm');
  const sh = (text: string) => {
    const { stdout, stderr } = world.runScript({ host: 'controlplane', user: 'root', text });
    expect(world.fault).toBeUndefined();
    return stdout + stderr;
  };
  sh(script);
  world.settle({ limitMs: 120_000 });
  return sh;
}

describe('admission plugins by the flags of the static pod', () => {
  it('are switched on and off', () => {
    const sh = changed(
      `sed -i 's/--enable-admission-plugins=NodeRestriction/&,NamespaceAutoProvision,AlwaysPullImages/' ${MANIFEST}
       sed -i '/--enable-admission-plugins/a\\    - --disable-admission-plugins=ServiceAccount' ${MANIFEST}`,
    );
    expect(sh('kubectl run p --image=nginx -n fresh; kubectl get ns fresh --no-headers | cut -d" " -f1')).toBe('pod/p created\nfresh\n');
    expect(sh(`kubectl get pod p -n fresh -o jsonpath='{.spec.containers[0].imagePullPolicy}{.spec.volumes}'`)).toBe('Always');
  });

  it('must be known', () => {
    const sh = changed(`sed -i 's/--enable-admission-plugins=NodeRestriction/--enable-admission-plugins=NodeRestrictions/' ${MANIFEST}`);
    expect(sh('cat /var/log/containers/kube-apiserver-*.log | grep -o "err=.*" | tail -1')).toContain(
      'enable-admission-plugins plugin \\"NodeRestrictions\\" is unknown',
    );
  });

  it('read their configuration', () => {
    const sh = changed(`mkdir -p /etc/kubernetes/pki/admission
cat > /etc/kubernetes/pki/admission/config.yaml <<'END'
apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: PodSecurity
  configuration:
    apiVersion: pod-security.admission.config.k8s.io/v1
    kind: PodSecurityConfiguration
    defaults: {enforce: baseline, enforce-version: latest}
    exemptions: {namespaces: [kube-system]}
END
sed -i '/--enable-admission-plugins/a\\    - --admission-control-config-file=/etc/kubernetes/pki/admission/config.yaml' ${MANIFEST}`);
    expect(sh('kubectl run p --image=nginx --privileged 2>&1; kubectl run p --image=nginx --privileged -n kube-system')).toBe(
      'Error from server (Forbidden): pods "p" is forbidden: violates PodSecurity "baseline:latest": privileged (container "p" must not set securityContext.privileged=true)\npod/p created\n',
    );
  });
});

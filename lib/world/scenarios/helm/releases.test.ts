import { describe, expect } from 'vitest';
import { scenario } from '../stage';

describe('helm: releases', () => {
  scenario('a release is installed, upgraded, rolled back and uninstalled', (stage) => {
    stage.ok('helm create demo && helm install rel demo --wait');
    expect(stage.ok('helm upgrade rel demo --set replicaCount=2 --wait')).toContain('REVISION: 2');
    expect(stage.kubectl('get deploy rel-demo -o jsonpath={.status.readyReplicas}')).toBe('2');
    expect(stage.ok('helm get values rel')).toBe('USER-SUPPLIED VALUES:\nreplicaCount: 2');
    expect(stage.ok('helm rollback rel 1 --wait')).toBe('Rollback was a success! Happy Helming!');
    expect(stage.kubectl('get deploy rel-demo -o jsonpath={.spec.replicas}')).toBe('1');
    expect(stage.ok("helm history rel | awk 'NR>1{print $1}'")).toBe('1\n2\n3');
    expect(stage.ok('helm test rel')).toContain('Phase:          Succeeded');
    expect(stage.ok('helm uninstall rel')).toBe('release "rel" uninstalled');
    expect(stage.fails('helm status rel')).toBe('Error: release: not found');
    expect(stage.kubectl('get secret -o name')).toBe('');
  });

  scenario('each revision is a Secret of the type helm.sh/release.v1 with its status as a label', (stage) => {
    stage.ok('helm create demo && helm install rel demo && helm upgrade rel demo');
    expect(
      stage.kubectl(
        `get secret -l owner=helm -o jsonpath='{range .items[*]}{.metadata.name} {.type} {.metadata.labels.status}{"\\n"}{end}'`,
      ),
    ).toBe('sh.helm.release.v1.rel.v1 helm.sh/release.v1 superseded\nsh.helm.release.v1.rel.v2 helm.sh/release.v1 deployed');
  });

  scenario('a name in use is refused, and what belongs to nobody is not taken over', (stage) => {
    stage.ok('helm create demo && helm install rel demo');
    expect(stage.fails('helm install rel demo')).toBe('Error: INSTALLATION FAILED: cannot re-use a name that is still in use');
    stage.kubectl('create serviceaccount other-demo');
    expect(stage.fails('helm install other demo')).toContain(
      'Error: INSTALLATION FAILED: Unable to continue with install: ServiceAccount "other-demo" in namespace "default" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"',
    );
  });

  scenario('--atomic takes a release away that does not become ready', (stage) => {
    stage.ok('helm create demo');
    expect(stage.fails('helm install rel demo --atomic --timeout 20s --set image.repository=nope.example/none')).toContain(
      'has been uninstalled due to atomic being set',
    );
    expect(stage.ok('helm list -aq')).toBe('');
  });

  scenario('an upgrade with --install installs what is not there, and a namespace is made when asked', (stage) => {
    stage.ok('helm create demo');
    expect(stage.ok('helm upgrade --install rel demo -n web --create-namespace')).toContain(
      'Release "rel" does not exist. Installing it now.',
    );
    expect(stage.ok('helm list -A -q')).toBe('rel');
    expect(stage.ok('helm list -q')).toBe('');
  });

  scenario('hooks run before what they are to prepare, and their Job decides', (stage) => {
    stage.ok(`helm create demo && cat > demo/templates/job.yaml <<'X'
apiVersion: batch/v1
kind: Job
metadata:
  name: prepare
  annotations: {"helm.sh/hook": pre-install, "helm.sh/hook-delete-policy": hook-succeeded}
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers: [{name: c, image: busybox:1.36, command: [sh, -c, 'exit {{ .Values.code | default 0 }}']}]
X`);
    stage.ok('helm install good demo');
    expect(stage.kubectl('get jobs -o name')).toBe('');
    expect(stage.fails('helm install bad demo --set code=1')).toContain(
      'failed pre-install: 1 error occurred:\n\t* job prepare failed: BackoffLimitExceeded',
    );
    expect(stage.ok('helm list --failed -q')).toBe('bad');
  });
});

describe('helm: repositories', () => {
  scenario('a chart comes from a repository in the version that is asked for', (stage) => {
    expect(stage.ok('helm repo add bitnami https://charts.bitnami.com/bitnami')).toBe('"bitnami" has been added to your repositories');
    expect(stage.ok("helm search repo bitnami/nginx --versions | awk 'NR>1{print $2}'")).toBe('18.3.1\n18.2.4\n15.14.0');
    stage.ok('helm install web bitnami/nginx --version 15.14.0 --set service.type=NodePort,service.nodePorts.http=30080 --wait');
    expect(stage.ok('curl -s localhost:30080')).toContain('<html>');
    expect(stage.ok('helm pull bitnami/nginx --untar && ls nginx')).toBe('Chart.yaml\ntemplates\nvalues.yaml');
  });

  scenario('Argo CD is rendered without its definitions, as the CKA asks for', (stage) => {
    stage.ok('helm repo add argocd https://argoproj.github.io/argo-helm && kubectl create ns argocd');
    stage.ok('helm template argocd argocd/argo-cd --version 7.7.3 -n argocd --set crds.install=false > argo-helm.yaml');
    expect(stage.ok('grep -c CustomResourceDefinition argo-helm.yaml || true')).toBe('0');
    stage.ok('helm install argocd argocd/argo-cd --version 7.7.3 -n argocd --set crds.install=false');
    expect(stage.ok("helm list -n argocd | awk 'NR>1{print $1, $9, $10}'")).toBe('argocd argo-cd-7.7.3 v2.13.0');
  });

  scenario('metrics-server installed by its chart serves kubectl top', (stage) => {
    stage.ok('helm repo add ms https://kubernetes-sigs.github.io/metrics-server/');
    stage.ok('helm upgrade --install metrics-server ms/metrics-server -n kube-system --set "args={--kubelet-insecure-tls}" --wait');
    stage.settle();
    stage.ok('sleep 60');
    expect(stage.ok('kubectl top nodes --no-headers | wc -l')).not.toBe('0');
  });
});

import { describe, expect } from 'vitest';
import { scenario } from '../stage';

describe('kustomize: where resources come from', () => {
  scenario(
    'a link to a file outside the root is refused, unless the restriction is taken off',
    (stage) => {
      stage.ok(`mkdir -p ~/k && cd ~ && kubectl create configmap out --from-literal=a=b --dry-run=client -o yaml > out.yaml
ln -s ../out.yaml k/link.yaml && printf 'resources: [link.yaml]\\n' > k/kustomization.yaml`);
      expect(stage.fails('cd ~ && kubectl kustomize k')).toContain("security; file '/root/k/link.yaml' is not in or below '/root/k'");
      expect(stage.ok('cd ~ && kubectl kustomize --load-restrictor LoadRestrictionsNone k')).toContain('name: out');
      stage.ok('ln -s ~/k ~/kk');
      expect(stage.fails('kubectl kustomize ~/kk')).toContain("is not in or below '/root/k'");
    },
    { timeoutMs: 120_000 },
  );

  scenario('a manifest at an address that courses use is a resource like any other', (stage) => {
    stage.ok(`mkdir -p ~/m && cd ~/m && cat > kustomization.yaml <<'EOF'
resources:
- https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml
patches:
- target: {kind: Deployment, name: metrics-server}
  patch: |-
    - op: add
      path: /spec/template/spec/containers/0/args/-
      value: --kubelet-insecure-tls
EOF`);
    expect(stage.ok('kubectl kustomize ~/m')).toContain('        - --kubelet-insecure-tls\n');
    stage.kubectl('apply -k ~/m');
    stage.kubectl('rollout status deploy/metrics-server -n kube-system --timeout=120s');
    stage.pass(60);
    expect(stage.kubectl('top nodes')).toContain('controlplane');
  });

  scenario('a repository cannot be cloned without a network, and says so', (stage) => {
    expect(stage.fails('kubectl kustomize "github.com/kubernetes-sigs/kustomize/examples/helloWorld?ref=v5.0.0"')).toMatch(
      /^error: (failed to run '\/usr\/bin\/git fetch --depth=1 https:\/\/github\.com\/kubernetes-sigs\/kustomize v5\.0\.0': |no 'git' program on path)/,
    );
    stage.ok(`mkdir -p ~/r && printf 'resources:\\n- https://example.com/missing.yaml\\n' > ~/r/kustomization.yaml`);
    expect(stage.fails('kubectl kustomize ~/r')).toContain("accumulating resources from 'https://example.com/missing.yaml': ");
  });

  scenario('-k is for commands that take files, and not together with -f', (stage) => {
    stage.ok(`mkdir -p ~/a && cd ~/a && kubectl create configmap one --from-literal=a=b --dry-run=client -o yaml > one.yaml
printf 'resources: [one.yaml]\\nnamePrefix: x-\\n' > kustomization.yaml`);
    expect(stage.kubectl('create -k ~/a')).toBe('configmap/x-one created');
    expect(stage.kubectl('get -k ~/a --no-headers')).toMatch(/^x-one +1 /);
    expect(stage.kubectl('label -k ~/a tier=front')).toBe('configmap/x-one labeled');
    expect(stage.kubectl('annotate -k ~/a note=1')).toBe('configmap/x-one annotated');
    expect(stage.kubectl('replace -k ~/a')).toBe('configmap/x-one replaced');
    expect(stage.kubectl('describe -k ~/a')).toContain('Name:         x-one');
    expect(stage.fails('kubectl apply -k ~/a -f ~/a/one.yaml')).toContain('error: only one of -f or -k can be specified');
    expect(stage.kubectl('delete -k ~/a')).toBe('configmap "x-one" deleted from default namespace');
    stage.ok("printf 'kind: Widget\\napiVersion: e.com/v1\\nmetadata: {name: w}\\n' > ~/a/one.yaml");
    expect(stage.fails('kubectl apply -k ~/a')).toContain(
      'resource mapping not found for name: "x-w" namespace: "" from "/root/a": no matches',
    );
  });

  scenario('what is built names the tool that built it, and where it came from', (stage) => {
    stage.ok(`mkdir -p ~/b/base && cd ~/b && kubectl create configmap one --dry-run=client -o yaml > base/one.yaml
printf 'resources: [one.yaml]\\n' > base/kustomization.yaml
kustomize create --resources base --nameprefix y- && kustomize edit add buildmetadata managedByLabel,originAnnotations`);
    expect(stage.ok('kustomize build ~/b')).toBe(stage.ok('kubectl kustomize ~/b'));
    stage.ok('kustomize build ~/b | kubectl apply -f -');
    expect(stage.kubectl('get cm -l app.kubernetes.io/managed-by=kustomize-v5.7.1 -o name')).toBe('configmap/y-one');
    expect(stage.kubectl(`get cm y-one -o jsonpath='{.metadata.annotations.config\\.kubernetes\\.io/origin}'`)).toBe('path: base/one.yaml');
  });
});

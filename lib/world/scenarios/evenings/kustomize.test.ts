import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

/** A base with a web server that reads a settings map, and its service. */
const base = (stage: Stage) =>
  stage.ok(`mkdir -p ~/shop/base ~/shop/overlays/staging ~/shop/overlays/production && cd ~/shop/base
kubectl create deployment web --image=nginx:1.25 --port=80 --dry-run=client -o yaml > deployment.yaml
kubectl create service clusterip web --tcp=80:80 --dry-run=client -o yaml > service.yaml
echo 'welcome to the shop' > index.html
cat > kustomization.yaml <<'EOF'
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
- deployment.yaml
- service.yaml
configMapGenerator:
- name: page
  files:
  - index.html
labels:
- pairs:
    app.kubernetes.io/part-of: shop
EOF
cat > mount.yaml <<'EOF'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: nginx
        volumeMounts:
        - name: page
          mountPath: /usr/share/nginx/html
      volumes:
      - name: page
        configMap:
          name: page
EOF
kustomize edit add patch --path mount.yaml`);

describe('evenings: kustomize', () => {
  scenario(
    'one base goes into two namespaces, each with its names, replicas and image',
    (stage) => {
      base(stage);
      stage.ok(`cd ~/shop/overlays/staging
kustomize create --resources ../../base --namespace staging --nameprefix stg-
cat > namespace.yaml <<'EOF'
apiVersion: v1
kind: Namespace
metadata:
  name: staging
EOF
kustomize edit add resource namespace.yaml
cd ../production
kustomize create --resources ../../base --namespace production
kustomize edit set image nginx=nginx:1.27
kustomize edit set replicas web=3
kubectl create namespace production --dry-run=client -o yaml > namespace.yaml
kustomize edit add resource namespace.yaml`);
      expect(stage.ok('cat ~/shop/overlays/production/kustomization.yaml')).toBe(`apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
- ../../base
- namespace.yaml
namespace: production
images:
- name: nginx
  newName: nginx
  newTag: "1.27"
replicas:
- count: 3
  name: web`);
      const applied = stage.kubectl('apply -k ~/shop/overlays/staging');
      expect(applied.split('\n')).toEqual([
        'namespace/staging created',
        expect.stringMatching(/^configmap\/stg-page-[a-z0-9]{10} created$/),
        'service/stg-web created',
        'deployment.apps/stg-web created',
      ]);
      stage.kubectl('apply -k ~/shop/overlays/production');
      stage.pass(60);
      expect(stage.kubectl('get deploy -A -l app.kubernetes.io/part-of=shop --no-headers')).toMatch(
        /^production\s+web\s+3\/3 .*\nstaging\s+stg-web\s+1\/1 /,
      );
      expect(stage.kubectl("get deploy web -n production -o jsonpath='{.spec.template.spec.containers[0].image}'")).toBe('nginx:1.27');
      expect(stage.ok('curl -s $(kubectl get svc stg-web -n staging -o jsonpath={.spec.clusterIP})')).toBe('welcome to the shop');
      expect(stage.kubectl('diff -k ~/shop/overlays/staging')).toBe('');
      expect(stage.kubectl('get -k ~/shop/overlays/staging -o name')).toContain('deployment.apps/stg-web');
      stage.kubectl('delete -k ~/shop/overlays/staging');
      stage.pass(60);
      expect(stage.fails('kubectl get namespace staging')).toContain('not found');
    },
    { timeoutMs: 120_000 },
  );

  scenario('a changed file is a new map, which is rolled out; the old one is pruned', (stage) => {
    base(stage);
    stage.kubectl('apply -k ~/shop/base');
    stage.pass(40);
    const before = stage.kubectl('get configmap -l app.kubernetes.io/part-of=shop -o name');
    const served = () => stage.ok('curl -s $(kubectl get svc web -o jsonpath={.spec.clusterIP})');
    expect(served()).toBe('welcome to the shop');
    stage.ok("echo 'closed on sundays' > ~/shop/base/index.html");
    expect(stage.fails('kubectl diff -k ~/shop/base')).toContain('+          name: page-');
    expect(stage.kubectl('apply -k ~/shop/base')).toMatch(
      /^configmap\/page-\w+ created\nservice\/web unchanged\ndeployment.apps\/web configured$/,
    );
    stage.kubectl('rollout status deploy/web --timeout=120s');
    expect(served()).toBe('closed on sundays');
    expect(stage.kubectl('get configmap -l app.kubernetes.io/part-of=shop -o name').split('\n')).toHaveLength(2);
    expect(stage.kubectl('apply -k ~/shop/base --prune -l app.kubernetes.io/part-of=shop')).toContain(`${before} pruned`);
    stage.kubectl('rollout undo deploy/web');
    stage.pass(30);
    expect(stage.kubectl('get events --field-selector reason=FailedMount -o jsonpath={.items[0].message}')).toContain(
      `${before.replace('configmap/', 'configmap "')}" not found`,
    );
  });

  scenario('a component adds a sidecar and its secret to whoever wants it', (stage) => {
    base(stage);
    stage.ok(`mkdir -p ~/shop/components/metrics && cd ~/shop/components/metrics
cat > kustomization.yaml <<'EOF'
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
secretGenerator:
- name: token
  literals:
  - token=s3cret
patches:
- target:
    kind: Deployment
    labelSelector: app=web
  patch: |-
    - op: add
      path: /spec/template/spec/containers/-
      value:
        name: sidecar
        image: busybox
        command: [sleep, infinity]
        env:
        - name: TOKEN
          valueFrom:
            secretKeyRef:
              name: token
              key: token
replacements:
- source:
    kind: Service
    name: web
  targets:
  - select:
      kind: Deployment
    fieldPaths:
    - metadata.annotations.service
    options:
      create: true
EOF
cd ~/shop/overlays/staging && kustomize create --resources ../../base --namesuffix=-s && kustomize edit add component ../../components/metrics`);
    stage.kubectl('apply -k ~/shop/overlays/staging');
    stage.kubectl('rollout status deploy/web-s --timeout=120s');
    expect(stage.kubectl('exec deploy/web-s -c sidecar -- printenv TOKEN')).toBe('s3cret');
    expect(stage.kubectl("get deploy web-s -o jsonpath='{.metadata.annotations.service}'")).toBe('web');
    expect(stage.fails('kubectl kustomize ~/shop/components/metrics')).toContain('nothing selected by Service.[noVer].[noGrp]/web.[noNs]');
  });
});

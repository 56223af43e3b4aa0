import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const names = (stage: Stage, resource: string) => stage.list(resource).map(({ metadata }) => metadata.name);
const hashOf = (stage: Stage, deployment: string) =>
  stage.list('replicasets.apps').find(({ metadata }) => metadata.ownerReferences?.[0]?.name === deployment)?.metadata.labels?.[
    'pod-template-hash'
  ];

const template = (image: string, more = '') => `
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: "${image}"${more}}]}`;
const deployment = (image: string, more = '', name = 'web') =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  replicas: 1${template(image, more)}`;
const daemonSet = (image: string) => `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: web}\nspec:${template(image)}`;

describe('the names of ReplicaSets', () => {
  scenario('kubectl create deployment web --image=nginx makes the ReplicaSet that it makes everywhere', (stage) => {
    stage.kubectl('create deployment web --image=nginx');
    expect(names(stage, 'replicasets.apps')).toEqual(['web-7887448d46']);
  });

  scenario('the same template has the same hash in another Deployment, so only labels and selectors keep them apart', (stage) => {
    stage.apply(deployment('nginx:1.27')).apply(deployment('nginx:1.27', '', 'other'));
    expect([hashOf(stage, 'web'), hashOf(stage, 'other')]).toEqual(['bfb6488d7', 'bfb6488d7']);
  });

  scenario('set image changes the hash, undo brings it back', (stage) => {
    stage.apply(deployment('nginx:1'));
    stage.kubectl('set image deploy/web c=nginx:2');
    stage.settle();
    expect(names(stage, 'replicasets.apps').sort()).toEqual(['web-57dbd5bc75', 'web-7866ccff64']);
    stage.kubectl('rollout undo deploy/web');
    stage.settle();
    expect(stage.kubectl('rollout history deploy/web --revision=3')).toContain('pod-template-hash=7866ccff64');
  });

  scenario('writing a default out does not change the hash; it is taken after defaults', (stage) => {
    stage.apply(deployment('nginx:1'));
    stage.apply(deployment('nginx:1', ', imagePullPolicy: IfNotPresent, terminationMessagePath: /dev/termination-log'));
    expect(names(stage, 'replicasets.apps')).toEqual(['web-7866ccff64']);
  });

  scenario('a quantity written in another way is the same template', (stage) => {
    stage.apply(deployment('nginx', ', resources: {requests: {cpu: 100m}}'));
    const [before] = names(stage, 'replicasets.apps');
    stage.apply(deployment('nginx', ', resources: {requests: {cpu: "0.1"}}'));
    expect(names(stage, 'replicasets.apps')).toEqual([before]);
  });

  scenario('pods carry the hash in their names and labels, and the ReplicaSet selects by it', (stage) => {
    stage.kubectl('create deployment web --image=nginx --replicas=2');
    stage.settle();
    for (const name of names(stage, 'pods')) expect(name).toMatch(/^web-7887448d46-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(names(stage, 'pods')).toHaveLength(2);
    expect(stage.kubectl('get rs -o wide')).toContain('app=web,pod-template-hash=7887448d46');
  });

  scenario('a name that another ReplicaSet has is a collision: it is counted, and the next hash is another', (stage) => {
    stage.apply(`apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-7887448d46}
spec:
  replicas: 0
  selector: {matchLabels: {app: squatter}}
  template: {metadata: {labels: {app: squatter}}, spec: {containers: [{name: c, image: nginx}]}}`);
    stage.kubectl('create deployment web --image=nginx');
    stage.settle();
    expect(stage.get('deployments.apps', 'web')?.status).toMatchObject({ collisionCount: 1, availableReplicas: 1 });
    expect(hashOf(stage, 'web')).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{6,10}$/);
    expect(hashOf(stage, 'web')).not.toBe('7887448d46');
  });

  scenario('kubeadm installs CoreDNS under the hash of its template', (stage) => {
    expect(stage.kubectl('get rs -n kube-system -l k8s-app=kube-dns -o name')).toBe('replicaset.apps/coredns-589f44dc88');
  });
});

describe('the names of ControllerRevisions', () => {
  scenario("a StatefulSet's revision is named by the hash of its data", (stage) => {
    stage.apply(`apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: "nginx:1.27"}]}}`);
    expect(names(stage, 'controllerrevisions.apps')).toEqual(['db-67956f8f98']);
    expect(stage.get('statefulsets.apps', 'db')?.status).toMatchObject({ updateRevision: 'db-67956f8f98', collisionCount: 0 });
    expect(stage.get('pods', 'db-0')?.metadata.labels).toMatchObject({ 'controller-revision-hash': 'db-67956f8f98' });
  });

  scenario("a DaemonSet's is that of its template, as a Deployment's would be; its pods carry it without the name", (stage) => {
    stage.apply(daemonSet('nginx:1'));
    expect(names(stage, 'controllerrevisions.apps')).toEqual(['web-7866ccff64']);
    for (const pod of stage.list('pods')) expect(pod.metadata.labels).toMatchObject({ 'controller-revision-hash': '7866ccff64' });
    expect(stage.list('pods')).not.toEqual([]);
  });

  scenario("a DaemonSet's revision has its annotations, by which rollout history tells why", (stage) => {
    stage.apply(daemonSet('nginx:1').replace('{name: web}', '{name: web, annotations: {kubernetes.io/change-cause: first}}'));
    expect(stage.kubectl('rollout history ds/web')).toMatch(/^1 +first$/m);
    expect(stage.get('controllerrevisions.apps', 'web-7866ccff64')?.metadata.annotations).toMatchObject({
      'deprecated.daemonset.template.generation': '1',
    });
  });

  scenario('a revision of that name with other data is a collision of the DaemonSet', (stage) => {
    stage.apply('apiVersion: apps/v1\nkind: ControllerRevision\nmetadata: {name: web-7866ccff64}\nrevision: 1\ndata: {other: data}');
    stage.apply(daemonSet('nginx:1'));
    expect(stage.get('daemonsets.apps', 'web')?.status).toMatchObject({ collisionCount: 1 });
    const own = names(stage, 'controllerrevisions.apps').filter((name) => name !== 'web-7866ccff64');
    expect(own).toHaveLength(1);
    expect(stage.kubectl('get pods -l app=web -o jsonpath={.items[0].metadata.labels.controller-revision-hash}')).toBe(
      own[0]?.replace('web-', ''),
    );
  });
});

import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

const SET = `cat <<EOF > db.yaml
apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  clusterIP: None
  selector: {app: db}
  ports: [{port: 80}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: database
  replicas: 3
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      terminationGracePeriodSeconds: 2
      containers:
      - name: db
        image: nginx:1.27
        volumeMounts: [{name: data, mountPath: /usr/share/nginx/html}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      accessModes: [ReadWriteOnce]
      storageClassName: local-path
      resources: {requests: {storage: 100Mi}}
EOF`;

scenario(
  'Give each pod a name and a disk of its own: a wrong serviceName, ordered start, a canary by partition',
  (stage) => {
    const me = new Candidate(stage);
    me.type('kubectl apply -f https://raw.githubusercontent.com/rancher/local-path-provisioner/v0.0.32/deploy/local-path-storage.yaml');
    me.type(SET);
    me.type('kubectl apply -f db.yaml');
    expect(me.type('kubectl rollout status sts db --timeout=120s')).toContain(
      'partitioned roll out complete: 3 new pods have been updated...',
    );
    expect(me.type('kubectl get pods -l app=db -o name | tr "\\n" " "')).toBe('pod/db-0 pod/db-1 pod/db-2 ');
    expect(me.type('kubectl get pvc --no-headers | awk \'{print $1,$2}\' | tr "\\n" " "')).toBe(
      'data-db-0 Bound data-db-1 Bound data-db-2 Bound ',
    );
    me.type("for i in 0 1 2; do kubectl exec db-$i -- sh -c 'hostname > /usr/share/nginx/html/index.html'; done");
    const ask = (name: string) => me.status(`kubectl exec db-0 -- curl -s -m 3 ${name}`);
    // The headless Service is not the one that the set names.
    expect(ask('db-1.db').exit).toBe(6);
    expect(me.type(`kubectl patch sts db -p '{"spec":{"serviceName":"db"}}'`)).toContain(
      "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    );
    me.type(
      'sed -i "s/serviceName: database/serviceName: db/" db.yaml && kubectl delete sts db --cascade=orphan && kubectl apply -f db.yaml',
    );
    stage.pass(10);
    me.type('kubectl rollout restart sts db && kubectl rollout status sts db');
    expect(ask('db-1.db')).toEqual({ shown: 'db-1', exit: 0 });
    expect(me.type('kubectl exec db-0 -- getent hosts db-2.db.default.svc.cluster.local')).toContain('db-2.db.default.svc.cluster.local');
    me.type('kubectl delete pod db-1 --now');
    me.type('kubectl wait --for=condition=Ready pod/db-1 --timeout=60s');
    expect(ask('db-1.db').shown).toBe('db-1');

    me.type(`kubectl patch sts db -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}}}'`);
    me.type('kubectl set image sts/db db=nginx:1.28');
    stage.pass(20);
    const images = () => me.type(`kubectl get pods -l app=db -o jsonpath='{.items[*].spec.containers[0].image}'`);
    expect(images()).toBe('nginx:1.27 nginx:1.27 nginx:1.28');
    me.type(`kubectl patch sts db --type=json -p '[{"op":"replace","path":"/spec/updateStrategy/rollingUpdate/partition","value":0}]'`);
    expect(me.type('kubectl rollout status sts db')).toContain('3 new pods have been updated...');
    expect(images()).toBe('nginx:1.28 nginx:1.28 nginx:1.28');
    me.type('kubectl rollout undo sts db && kubectl rollout status sts db');
    expect(images()).toBe('nginx:1.27 nginx:1.27 nginx:1.27');
    me.type('kubectl scale sts db --replicas=1');
    stage.pass(15);
    expect(me.type('kubectl get pods -l app=db -o name')).toBe('pod/db-0');
    expect(me.type('kubectl get pvc -o name | wc -l')).toBe('3');
  },
  EVENING,
);

/** What stands in the world in which the two kubectls are compared. Run as a script on the control plane host. */
export const POPULATION = `
set -e
kubectl create namespace shop
kubectl create namespace quiet
kubectl label namespace shop team=red pod-security.kubernetes.io/enforce=privileged
kubectl annotate namespace quiet note='be quiet'
kubectl create deployment web --image=nginx:1.26 --replicas=3 -n shop
kubectl rollout status deployment/web -n shop
kubectl annotate --overwrite deployment/web -n shop kubernetes.io/change-cause='first image'
kubectl set image deployment/web nginx=nginx:1.27 -n shop
kubectl rollout status deployment/web -n shop
kubectl annotate --overwrite deployment/web -n shop kubernetes.io/change-cause='second image'
kubectl set env deployment/web -n shop MODE=fast
kubectl rollout status deployment/web -n shop
kubectl expose deployment web -n shop --port=80 --target-port=80
kubectl create service nodeport outside -n shop --tcp=8080:80 --node-port=30080
kubectl create service externalname away -n shop --external-name=example.com
kubectl create configmap settings -n shop --from-literal=color=blue --from-literal=size=10
kubectl create secret generic password -n shop --from-literal=user=admin --from-literal=pass=s3cret
kubectl create secret tls empty --cert=/etc/kubernetes/pki/apiserver.crt --key=/etc/kubernetes/pki/apiserver.key -n shop
kubectl create serviceaccount robot -n shop
kubectl create role reader -n shop --verb=get,list,watch --resource=pods,services
kubectl create role one -n shop --verb=get --resource=configmaps --resource-name=settings
kubectl create rolebinding robot-reads -n shop --role=reader --serviceaccount=shop:robot
kubectl create clusterrole node-reader --verb=get,list --resource=nodes
kubectl create clusterrole urls --verb=get --non-resource-url=/metrics
kubectl create clusterrolebinding jane-reads --clusterrole=node-reader --user=jane --group=dev
kubectl create quota limits -n shop --hard=pods=30,services=10
kubectl create pdb web -n shop --selector=app=web --min-available=1
kubectl create priorityclass high --value=1000 --description=important
kubectl create job once -n shop --image=busybox:1.36 -- echo done
kubectl create cronjob nightly -n shop --image=busybox:1.36 --schedule='0 3 * * *' -- date
kubectl create ingress front -n shop --class=nginx --rule='shop.example.com/*=web:80,tls=empty'
kubectl autoscale deployment web -n shop --min=3 --max=6 --cpu=80%
kubectl taint node node02 dedicated=db:PreferNoSchedule
kubectl label node node01 disk=ssd
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: full
  namespace: shop
  labels: { app: full, tier: back }
  annotations: { example.com/owner: someone }
spec:
  nodeSelector: { disk: ssd }
  serviceAccountName: robot
  initContainers:
  - { name: prepare, image: "busybox:1.36", command: [sh, -c, "echo prepared > /data/f; echo preparing"], volumeMounts: [{ name: data, mountPath: /data }] }
  containers:
  - name: main
    image: nginx:1.27
    ports: [{ containerPort: 80, name: http }]
    env:
    - { name: COLOR, valueFrom: { configMapKeyRef: { name: settings, key: color } } }
    - { name: PASS, valueFrom: { secretKeyRef: { name: password, key: pass } } }
    - { name: NODE, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }
    envFrom: [{ configMapRef: { name: settings, optional: true } }]
    resources: { requests: { cpu: 50m, memory: 32Mi }, limits: { memory: 64Mi } }
    readinessProbe: { httpGet: { path: /, port: http }, periodSeconds: 5 }
    livenessProbe: { tcpSocket: { port: 80 }, initialDelaySeconds: 5 }
    startupProbe: { exec: { command: ["true"] } }
    volumeMounts: [{ name: data, mountPath: /data }, { name: conf, mountPath: /conf, readOnly: true }, { name: sec, mountPath: /sec }]
  - { name: side, image: "busybox:1.36", command: [sh, -c, "for i in 1 2 3; do echo line $i; done; sleep 36000"] }
  volumes:
  - { name: data, emptyDir: { sizeLimit: 10Mi } }
  - { name: conf, configMap: { name: settings, items: [{ key: color, path: c }] } }
  - { name: sec, secret: { secretName: password } }
  tolerations: [{ key: dedicated, operator: Exists }]
---
apiVersion: v1
kind: Pod
metadata: { name: crasher, namespace: shop, labels: { app: crasher } }
spec:
  containers: [{ name: c, image: "busybox:1.36", command: [sh, -c, "echo starting; sleep 1; echo failing >&2; exit 3"] }]
---
apiVersion: v1
kind: Pod
metadata: { name: nopull, namespace: shop }
spec: { containers: [{ name: c, image: "nginx:not-there" }] }
---
apiVersion: v1
kind: Pod
metadata: { name: nowhere, namespace: shop }
spec: { nodeSelector: { disk: tape }, containers: [{ name: c, image: "nginx:1.27" }] }
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent, namespace: shop }
spec:
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec: { containers: [{ name: agent, image: "busybox:1.36", command: [sleep, "36000"] }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  serviceName: db
  replicas: 2
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: "redis:7", ports: [{ containerPort: 6379 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { clusterIP: None, selector: { app: db }, ports: [{ port: 6379, name: redis }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress, Egress]
  ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }, { ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }], ports: [{ port: 6379 }] }]
---
apiVersion: v1
kind: PersistentVolume
metadata: { name: disk }
spec: { capacity: { storage: 1Gi }, accessModes: [ReadWriteOnce], hostPath: { path: /srv }, storageClassName: manual, persistentVolumeReclaimPolicy: Retain }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: claim, namespace: shop }
spec: { accessModes: [ReadWriteOnce], storageClassName: manual, resources: { requests: { storage: 500Mi } } }
---
apiVersion: v1
kind: LimitRange
metadata: { name: sizes, namespace: quiet }
spec: { limits: [{ type: Container, default: { cpu: 200m }, defaultRequest: { cpu: 100m }, max: { memory: 1Gi } }] }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: manual }
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: WaitForFirstConsumer
YAML
sleep 60
`;

import { describe, expect } from 'vitest';
import { scenario } from '../stage';

/** Charts that courses install, as they tell it; each comes up, or says what it cannot do here. */
describe('helm: charts that courses use', () => {
  scenario('bitnami/redis runs a master and replicas that follow it, with a password in a Secret', (stage) => {
    stage.ok('helm repo add bitnami https://charts.bitnami.com/bitnami');
    expect(
      stage.ok(
        'helm install cache bitnami/redis --set replica.replicaCount=2,master.persistence.enabled=false,replica.persistence.enabled=false --wait',
      ),
    ).toContain('cache-redis-master.default.svc.cluster.local for read/write operations (port 6379)');
    const password = stage.ok('kubectl get secret cache-redis -o jsonpath="{.data.redis-password}" | base64 -d');
    expect(password).toMatch(/^[A-Za-z0-9]{10}$/);
    expect(stage.ok(`kubectl exec cache-redis-master-0 -- redis-cli -a ${password} set greeting hello 2>/dev/null`)).toBe('OK');
    expect(stage.ok("kubectl get sts --no-headers | awk '{print $1, $2}'")).toBe('cache-redis-master 1/1\ncache-redis-replicas 2/2');
    stage.ok('helm upgrade cache bitnami/redis --reuse-values --set replica.replicaCount=1 --wait');
    expect(stage.ok('kubectl get secret cache-redis -o jsonpath="{.data.redis-password}" | base64 -d')).toBe(password);
  });

  scenario('bitnami/mysql and bitnami/postgresql keep what they are given in Secrets, and answer', (stage) => {
    stage.ok('helm repo add bitnami https://charts.bitnami.com/bitnami');
    stage.ok('helm install db bitnami/mysql --set auth.rootPassword=secret,auth.database=shop,primary.persistence.enabled=false --wait');
    expect(stage.ok('kubectl exec db-mysql-0 -- mysql -uroot -psecret -N -e "show databases" 2>/dev/null')).toContain('shop');
    stage.ok('helm install pg bitnami/postgresql --set auth.postgresPassword=secret,primary.persistence.enabled=false --wait');
    expect(stage.ok('kubectl get secret pg-postgresql -o jsonpath="{.data.postgres-password}" | base64 -d')).toBe('secret');
    expect(stage.ok("kubectl get svc --no-headers | awk '{print $1}' | sort")).toBe(
      'db-mysql\ndb-mysql-headless\nkubernetes\npg-postgresql\npg-postgresql-hl',
    );
    expect(stage.fails('helm install other bitnami/mysql --set architecture=replication')).toContain(
      'architecture=replication of this chart is not simulated here',
    );
  });

  scenario('bitnami/wordpress brings its MariaDB as a subchart, which a condition switches off', (stage) => {
    stage.ok('helm repo add bitnami https://charts.bitnami.com/bitnami');
    const quiet = '--set persistence.enabled=false,mariadb.primary.persistence.enabled=false';
    stage.ok(`helm install blog bitnami/wordpress ${quiet} --set service.type=NodePort,service.nodePorts.http=30090 --wait`);
    expect(stage.kubectl('get deploy,sts -o name')).toBe('deployment.apps/blog-wordpress\nstatefulset.apps/blog-mariadb');
    expect(stage.ok('curl -s -o /dev/null -w "%{http_code}" localhost:30090')).toMatch(/^(200|302)$/);
    expect(stage.ok(`helm template x bitnami/wordpress ${quiet} --set mariadb.enabled=false | grep -c StatefulSet || true`)).toBe('0');
    expect(stage.ok("helm pull bitnami/wordpress --untar && helm dependency list wordpress | awk 'NR==2{print $1, $NF}'")).toBe(
      'mariadb unpacked',
    );
  });

  scenario('claims of a chart wait where no class is there for them', (stage) => {
    stage.ok('helm repo add bitnami https://charts.bitnami.com/bitnami && helm install cache bitnami/redis --set architecture=standalone');
    const isDefault = stage.ok(
      'kubectl get sc -o jsonpath="{.items[?(@.metadata.annotations.storageclass\\.kubernetes\\.io/is-default-class==\\"true\\")].metadata.name}"',
    );
    stage.settle();
    expect(
      stage.kubectl(
        'get pvc redis-data-cache-redis-master-0 data-cache-redis-master-0 --ignore-not-found -o jsonpath={.items[0].status.phase}',
      ),
    ).toBe(isDefault === '' ? 'Pending' : 'Bound');
  });

  scenario('cert-manager installs its definitions when asked, and says that nothing is issued', (stage) => {
    stage.ok('helm repo add jetstack https://charts.jetstack.io');
    const out = stage.ok(
      'helm install cert-manager jetstack/cert-manager --namespace cert-manager --create-namespace --version v1.19.1 --set crds.enabled=true --wait',
    );
    expect(out).toContain("WARNING: cert-manager's controllers are not simulated here");
    expect(stage.kubectl('get crd -o name | grep cert-manager.io | wc -l')).toBe('6');
    expect(stage.kubectl("get deploy -n cert-manager --no-headers | awk '{print $1, $2}'")).toBe(
      'cert-manager 1/1\ncert-manager-cainjector 1/1\ncert-manager-webhook 1/1',
    );
    stage.ok('helm uninstall cert-manager -n cert-manager');
    expect(stage.kubectl('get crd -o name | grep -c cert-manager.io')).toBe('6');
  });

  scenario('metallb installed by its chart gives addresses to Services', (stage) => {
    stage.ok('helm repo add metallb https://metallb.github.io/metallb');
    stage.ok('helm install metallb metallb/metallb -n metallb-system --create-namespace --wait');
    stage.apply(`apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: pool, namespace: metallb-system}
spec: {addresses: [172.30.1.200-172.30.1.210]}
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: all, namespace: metallb-system}`);
    stage.ok('kubectl create deploy web --image=nginx && kubectl expose deploy web --port 80 --type LoadBalancer');
    stage.settle();
    expect(stage.kubectl('get svc web -o jsonpath={.status.loadBalancer.ingress[0].ip}')).toBe('172.30.1.200');
  });

  scenario('kube-prometheus-stack runs Prometheus, Alertmanager, Grafana and the exporters', (stage) => {
    stage.ok('helm repo add prometheus-community https://prometheus-community.github.io/helm-charts && helm repo update');
    expect(
      stage.ok('helm install mon prometheus-community/kube-prometheus-stack -n monitoring --create-namespace --wait --timeout 10m'),
    ).toContain('WARNING: the Prometheus operator is not simulated here');
    expect(stage.kubectl('get sts,deploy,ds -n monitoring -o name')).toBe(
      [
        'statefulset.apps/alertmanager-mon-kube-prometheus-stack-alertmanager',
        'statefulset.apps/prometheus-mon-kube-prometheus-stack-prometheus',
        'deployment.apps/mon-grafana',
        'deployment.apps/mon-kube-state-metrics',
        'daemonset.apps/mon-prometheus-node-exporter',
      ].join('\n'),
    );
    expect(stage.kubectl('get secret mon-grafana -n monitoring -o jsonpath={.data.admin-password} | base64 -d')).toBe('prom-operator');
    expect(stage.kubectl('api-resources --api-group monitoring.coreos.com -o name | grep -c monitors')).toBe('2');
    expect(
      stage.kubectl('get --raw /api/v1/namespaces/monitoring/services/mon-kube-prometheus-stack-prometheus:9090/proxy/-/ready'),
    ).toContain('Ready');
  });

  scenario('prometheus, grafana, vault and traefik come up as their charts have them', (stage) => {
    stage.ok(`helm repo add prometheus-community https://prometheus-community.github.io/helm-charts
helm repo add grafana https://grafana.github.io/helm-charts
helm repo add hashicorp https://helm.releases.hashicorp.com
helm repo add traefik https://traefik.github.io/charts`);
    stage.ok('helm install prometheus prometheus-community/prometheus --wait');
    stage.ok('helm install grafana grafana/grafana --set adminPassword=secret --wait');
    stage.ok('helm install vault hashicorp/vault --set server.dev.enabled=true,injector.enabled=false --wait');
    expect(stage.ok('helm install traefik traefik/traefik --set service.type=NodePort --wait')).toContain(
      "WARNING: Traefik's routing is not simulated here",
    );
    expect(stage.kubectl('get ingressclass -o name')).toBe('ingressclass.networking.k8s.io/traefik');
    expect(stage.ok("helm list | awk 'NR>1{print $1, $(NF-1)}'")).toBe(
      'grafana grafana-10.1.4\nprometheus prometheus-27.45.0\ntraefik traefik-37.3.0\nvault vault-0.31.0',
    );
  });

  scenario('bitnami/apache as the CKAD asks for it: two replicas by a value, an older version, a broken release', (stage) => {
    stage.ok('helm repo add bitnami https://charts.bitnami.com/bitnami && kubectl create ns mercury');
    stage.ok('helm -n mercury install internal-issue-report-apache bitnami/apache --set replicaCount=2,service.type=NodePort --wait');
    expect(stage.kubectl("get deploy -n mercury --no-headers | awk '{print $1, $2}'")).toBe('internal-issue-report-apache 2/2');
    expect(
      stage.ok('helm show values bitnami/apache | yq e .replicaCount - 2>/dev/null || helm show values bitnami/apache | grep replicaCount'),
    ).toMatch(/1$/);
  });
});

describe('helm: pod networks by their charts', () => {
  scenario('cilium/cilium makes the nodes of a bare cluster ready', (stage) => {
    stage.ok('helm repo add cilium https://helm.cilium.io/');
    expect(stage.ok('helm template cilium cilium/cilium -n kube-system | grep -c "^kind: DaemonSet"')).toBe('1');
    expect(stage.ok('helm show values cilium/cilium | grep -A1 ^ipam')).toBe('ipam:\n  mode: cluster-pool');
  });

  scenario('projectcalico/tigera-operator says that Calico is installed without its operator', (stage) => {
    stage.ok('helm repo add projectcalico https://docs.tigera.io/calico/charts');
    expect(stage.ok('helm template calico projectcalico/tigera-operator -n tigera-operator | grep -c "^kind: DaemonSet"')).toBe('1');
    expect(stage.ok('helm show crds projectcalico/tigera-operator | grep -c "^kind: CustomResourceDefinition"')).toBe('2');
  });
});

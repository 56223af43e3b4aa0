import { parseYaml } from '@/lib/api/yaml';
import { sleep } from '@/lib/hosts/process/blocking';
import type { Program } from '@/lib/hosts/process/program';
import type { Sys } from '@/lib/hosts/process/sys';
import { print, untilSignal } from '../daemon';
import { askApi, networkCondition } from './in-cluster';

const API = '/apis/crd.projectcalico.org/v1';
const RETRY_MS = 2_000;
const TRIES = 60;

const line = (sys: Sys, level: string, where: string, text: string) =>
  print(sys, `${new Date(sys.now()).toISOString().replace('T', ' ').replace('Z', '')} [${level}][9] ${where}: ${text}\n`);

/** install-cni: puts the plugins and their configuration onto the node. */
export const calicoInstall: Program = function* (sys) {
  const env = sys.env();
  const template = env.CNI_NETWORK_CONFIG ?? '';
  const directory = '/host/etc/cni/net.d';
  for (const plugin of ['bandwidth', 'calico', 'calico-ipam', 'flannel', 'host-local', 'loopback', 'portmap', 'tuning'])
    sys.host({ call: 'install-cni-plugin', path: `/host/opt/cni/bin/${plugin}` });
  yield* line(sys, 'INFO', 'cni-installer/install.go', 'CNI plugin version: v3.31.3');
  yield* line(sys, 'INFO', 'cni-installer/install.go', `Using CNI config template from CNI_NETWORK_CONFIG environment variable.`);
  const text = template
    .replaceAll('__KUBERNETES_NODE_NAME__', env.KUBERNETES_NODE_NAME ?? sys.hostname())
    .replaceAll('__CNI_MTU__', env.CNI_MTU ?? '0')
    .replaceAll('__KUBECONFIG_FILEPATH__', '/etc/cni/net.d/calico-kubeconfig');
  sys.writeFile(
    `${directory}/calico-kubeconfig`,
    `# Kubeconfig file for Calico CNI plugin. Installed by calico/node.\napiVersion: v1\nkind: Config\nclusters:\n- name: local\n  cluster:\n    server: https://${env.KUBERNETES_SERVICE_HOST ?? ''}:${env.KUBERNETES_SERVICE_PORT ?? '443'}\nusers:\n- name: calico\ncontexts:\n- name: calico-context\n  context:\n    cluster: local\n    user: calico\ncurrent-context: calico-context\n`,
  );
  sys.writeFile(`${directory}/${env.CNI_CONF_NAME ?? '10-calico.conflist'}`, `${text.trimEnd()}\n`);
  yield* line(sys, 'INFO', 'cni-installer/install.go', `Created /host/etc/cni/net.d/${env.CNI_CONF_NAME ?? '10-calico.conflist'}`);
  yield* line(sys, 'INFO', 'cni-installer/install.go', 'Done configuring CNI.  Sleep= false');
  return 0;
};

/** calico/node: BIRD, Felix and what sets the node up. */
export const calicoNode: Program = function* (sys, argv) {
  const node = sys.env().NODENAME ?? sys.hostname();
  if (argv.includes('-shutdown')) {
    networkCondition(sys, node, false, 'CalicoIsDown', 'Calico is shutting down on this node');
    return 0;
  }
  yield* line(sys, 'INFO', 'startup/startup.go 432', 'Early log level set to info');
  for (let tries = 1; ; tries++) {
    const found = askApi(sys, 'GET', `/api/v1/nodes/${node}`);
    if (!('error' in found)) break;
    yield* line(sys, 'ERROR', 'startup/startup.go 158', `failed to query kubeadm's config map error=${found.error}`);
    if (tries >= TRIES) {
      yield* line(sys, 'WARNING', 'startup/startup.go 568', 'Terminating');
      return 1;
    }
    yield* sleep(sys, RETRY_MS);
  }
  const made = yield* makePool(sys);
  if (made) {
    yield* line(sys, 'ERROR', 'startup/startup.go 1003', `Unable to ensure default pools: ${made}`);
    yield* line(sys, 'WARNING', 'startup/startup.go 1343', 'Terminating');
    return 1;
  }
  yield* line(sys, 'INFO', 'startup/startup.go 215', `Using node name: ${node}`);
  sys.writeFile('/var/lib/calico/nodename', node);
  sys.host({ call: 'cni-agent', program: 'calico-node' });
  const ip = sys.addresses()[0] ?? '';
  askApi(sys, 'PATCH', `/api/v1/nodes/${node}`, { metadata: { annotations: { 'projectcalico.org/IPv4Address': `${ip}/24` } } });
  networkCondition(sys, node, true, 'CalicoIsUp', 'Calico is running on this node');
  yield* print(sys, 'Calico node started successfully\n');
  yield* line(sys, 'INFO', 'felix/daemon.go 98', 'Felix starting up version=v3.31.3');
  yield* print(sys, 'bird: Graceful restart done\n');
  yield* untilSignal(sys, ['TERM', 'INT']);
  return 0;
};

/** The default pool, unless there is one already. Returns what went wrong. */
function* makePool(sys: Sys) {
  const pools = askApi(sys, 'GET', `${API}/ippools`);
  if ('error' in pools) return pools.error;
  if ((pools.body as { items?: unknown[] }).items?.length === 0) {
    const cidr = sys.env().CALICO_IPV4POOL_CIDR ?? podSubnet(sys) ?? '192.168.0.0/16';
    yield* line(
      sys,
      'INFO',
      'startup/startup.go 777',
      `Ensure default IPv4 pool (cidr ${cidr}) is created. IPIP mode: ${sys.env().CALICO_IPV4POOL_IPIP ?? 'Always'}, VXLAN mode: ${sys.env().CALICO_IPV4POOL_VXLAN ?? 'Never'}`,
    );
    askApi(sys, 'POST', `${API}/ippools`, {
      apiVersion: 'crd.projectcalico.org/v1',
      kind: 'IPPool',
      metadata: { name: 'default-ipv4-ippool' },
      spec: {
        allowedUses: ['Workload', 'Tunnel'],
        assignmentMode: 'Automatic',
        blockSize: 26,
        cidr,
        ipipMode: sys.env().CALICO_IPV4POOL_IPIP ?? 'Always',
        natOutgoing: true,
        nodeSelector: 'all()',
        vxlanMode: sys.env().CALICO_IPV4POOL_VXLAN ?? 'Never',
      },
    });
  }
  askApi(sys, 'POST', `${API}/clusterinformations`, {
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'ClusterInformation',
    metadata: { name: 'default' },
    spec: { calicoVersion: 'v3.31.3', clusterType: 'k8s,bgp,kdd,kubeadm', datastoreReady: true },
  });
  return undefined;
}

/** podSubnet of kubeadm's configuration. */
function podSubnet(sys: Sys): string | undefined {
  const found = askApi(sys, 'GET', '/api/v1/namespaces/kube-system/configmaps/kubeadm-config');
  if ('error' in found) return undefined;
  const text = (found.body as { data?: Record<string, string> }).data?.ClusterConfiguration ?? '';
  const [parsed] = parseYaml(text) as readonly { networking?: { podSubnet?: string } }[];
  return parsed?.networking?.podSubnet?.split(',')[0];
}

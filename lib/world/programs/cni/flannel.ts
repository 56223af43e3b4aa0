import { within } from '@/lib/cluster/network/cni/cni';
import type { Program } from '@/lib/hosts/process/program';
import type { Sys } from '@/lib/hosts/process/sys';
import { klogHead, printError, readIfThere, untilSignal } from '../daemon';
import { askApi, networkCondition } from './in-cluster';

const CONFIGURATION = '/etc/kube-flannel/net-conf.json';
const PREFIX = 'flannel.alpha.coreos.com';

const say = (sys: Sys, level: 'I' | 'W' | 'E', where: string, text: string) =>
  printError(sys, `${klogHead(sys.now(), 1, level)}${where}] ${text}\n`);

/** flanneld --kube-subnet-mgr: takes its node's podCIDR as its lease. Models flannel-io/flannel main.go, pkg/subnet/kube. */
export const flanneld: Program = function* (sys, argv) {
  const { POD_NAME = '', POD_NAMESPACE = '' } = sys.env();
  const ip = sys.addresses()[0] ?? '';
  yield* say(
    sys,
    'I',
    'main.go:215',
    `CLI flags config: {etcdEndpoints:http://127.0.0.1:4001,http://127.0.0.1:2379 etcdPrefix:/coreos.com/network kubeSubnetMgr:true ipMasq:${argv.includes('--ip-masq')}}`,
  );
  const fail = function* (text: string) {
    yield* say(sys, 'E', 'main.go:359', text);
    return 1;
  };
  const pod = askApi(sys, 'GET', `/api/v1/namespaces/${POD_NAMESPACE}/pods/${POD_NAME}`);
  if ('error' in pod)
    return yield* fail(`Failed to create SubnetManager: error retrieving pod spec for '${POD_NAMESPACE}/${POD_NAME}': ${pod.error}`);
  const name = (pod.body as { spec: { nodeName: string } }).spec.nodeName;
  const configuration = readConfiguration(readIfThere(sys, CONFIGURATION));
  if ('error' in configuration) return yield* fail(`Failed to create SubnetManager: ${configuration.error}`);
  const { network, backend } = configuration;
  yield* say(sys, 'I', 'kube.go:139', 'Waiting 10m0s for node controller to sync');
  const node = askApi(sys, 'GET', `/api/v1/nodes/${name}`);
  if ('error' in node) return yield* fail(`Error registering network: failed to acquire lease: ${node.error}`);
  const subnet = (node.body as { spec: { podCIDR?: string } }).spec.podCIDR;
  if (!subnet) return yield* fail(`Error registering network: failed to acquire lease: node "${name}" pod cidr not assigned`);
  if (!within(subnet.split('/')[0]!, network))
    return yield* fail(
      `Error registering network: failed to acquire lease: subnet "${network}" specified in the flannel net config doesn't contain "${subnet}" PodCIDR of the "${name}" node`,
    );
  const mtu = backend === 'host-gw' ? 1500 : 1450;
  const gateway = subnet.replace(/\.\d+\/(\d+)$/, '.1/$1');
  yield* say(sys, 'I', 'main.go:242', `Created subnet manager: Kubernetes Subnet Manager - ${name}`);
  yield* say(sys, 'I', 'match.go:211', `Determining IP address of default interface`);
  yield* say(sys, 'I', 'match.go:269', `Using interface with name eth0 and address ${ip}`);
  yield* say(sys, 'I', 'main.go:408', 'Changing default FORWARD chain policy to ACCEPT');
  sys.writeFile(
    '/run/flannel/subnet.env',
    `FLANNEL_NETWORK=${network}\nFLANNEL_SUBNET=${gateway}\nFLANNEL_MTU=${mtu}\nFLANNEL_IPMASQ=${argv.includes('--ip-masq')}\n`,
  );
  yield* say(sys, 'I', 'main.go:436', 'Wrote subnet file to /run/flannel/subnet.env');
  askApi(sys, 'PATCH', `/api/v1/nodes/${name}`, {
    metadata: {
      annotations: { [`${PREFIX}/backend-type`]: backend, [`${PREFIX}/kube-subnet-manager`]: 'true', [`${PREFIX}/public-ip`]: ip },
    },
  });
  networkCondition(sys, name, true, 'FlannelIsUp', 'Flannel is running on this node');
  sys.host({ call: 'cni-agent', program: 'flanneld' });
  yield* say(sys, 'I', 'main.go:440', 'Running backend.');
  yield* untilSignal(sys, ['TERM', 'INT']);
  yield* say(sys, 'I', 'main.go:528', 'shutdownHandler sent cancel signal...');
  return 0;
};

function readConfiguration(text: string | undefined): { network: string; backend: string } | { error: string } {
  if (text === undefined) return { error: `failed to read net conf: open ${CONFIGURATION}: no such file or directory` };
  try {
    const { Network, Backend } = JSON.parse(text) as { Network?: string; Backend?: { Type?: string } };
    if (!Network) return { error: `error parsing subnet config: please define a correct Network parameter in the flannel config` };
    return { network: Network, backend: Backend?.Type ?? 'udp' };
  } catch (error) {
    return { error: `error parsing subnet config: ${(error as Error).message}` };
  }
}

import { settingsOf } from '@/lib/cluster/network/cni/aws-vpc';
import { sleep } from '@/lib/hosts/process/blocking';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { flag, printError, untilSignal } from '../daemon';
import { askApi } from './in-cluster';

const RETRY_MS = 2_000;
const TRIES = 60;

const say = (sys: Sys, text: string) =>
  printError(sys, `{"level":"info","ts":"${new Date(sys.now()).toISOString()}","caller":"entrypoint.sh","msg":${JSON.stringify(text)}}\n`);

/** Waits for the API, then leaves a network configuration behind. Returns the exit code when it gives up. */
function* untilApi(sys: Sys, path: string) {
  for (let tries = 1; ; tries++) {
    const found = askApi(sys, 'GET', path);
    if (!('error' in found)) return undefined;
    yield* say(sys, `Unable to reach API Server, ${found.error}`);
    if (tries >= TRIES) return 1;
    yield* sleep(sys, RETRY_MS);
  }
}

function install(sys: Sys, plugin: string, file: string, list: object): void {
  for (const one of [plugin, 'egress-cni', 'aws-iptables'].slice(0, plugin === 'aws-cni' ? 2 : 1))
    sys.host({ call: 'install-cni-plugin', path: `/host/opt/cni/bin/${one}` });
  sys.writeFile(`/host/etc/cni/net.d/${file}`, `${JSON.stringify(list, null, 2)}\n`);
}

/** aws-node: ipamd, which attaches network interfaces and addresses and gives them to pods. */
export const awsNode: Program = function* (sys) {
  const env = sys.env();
  yield* say(sys, 'Validating env variables ...');
  if (env.ENABLE_PREFIX_DELEGATION === 'true' && env.WARM_PREFIX_TARGET === '0' && !env.WARM_IP_TARGET) {
    yield* say(
      sys,
      'Setting WARM_PREFIX_TARGET = 0 is not supported while WARM_IP_TARGET/MINIMUM_IP_TARGET is not set. Please configure either one of the WARM_{PREFIX/IP}_TARGET or MINIMUM_IP_TARGET env variables',
    );
    return 1;
  }
  yield* say(sys, 'Install CNI binaries..');
  yield* say(sys, 'Starting IPAM daemon in the background ...');
  const given = yield* untilApi(sys, `/api/v1/nodes/${env.MY_NODE_NAME ?? ''}`);
  if (given !== undefined) return given;
  const settings = settingsOf((name) => env[name]);
  sys.host({ call: 'cni-agent', program: 'aws-k8s-agent', vpc: settings });
  try {
    sys.listen(50051, 'healthy', { address: '127.0.0.1' });
    sys.listen(61678, 'healthy', { address: '127.0.0.1' });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* say(sys, `Failed to start ipamd: ${error.message}`);
    return 1;
  }
  yield* say(sys, 'Checking for IPAM connectivity ...');
  yield* say(sys, 'Copying config file ...');
  install(sys, 'aws-cni', '10-aws.conflist', {
    cniVersion: '0.4.0',
    name: 'aws-cni',
    disableCheck: true,
    plugins: [
      {
        name: 'aws-cni',
        type: 'aws-cni',
        vethPrefix: env.AWS_VPC_K8S_CNI_VETHPREFIX ?? 'eni',
        mtu: '9001',
        podSGEnforcingMode: 'strict',
        pluginLogFile: '/var/log/aws-routed-eni/plugin.log',
        pluginLogLevel: 'DEBUG',
      },
      { type: 'portmap', capabilities: { portMappings: true }, snat: true },
    ],
  });
  yield* say(sys, 'Successfully copied CNI plugin binary and config file.');
  yield* untilSignal(sys, ['TERM', 'INT']);
  return 0;
};

/** aws-eks-nodeagent: enforces NetworkPolicies when it is told to. */
export const awsNodeAgent: Program = function* (sys, argv) {
  const enabled = flag(argv, 'enable-network-policy') === 'true';
  yield* say(sys, `Network Policy is ${enabled ? 'enabled' : 'disabled'}`);
  sys.host({ call: 'cni-agent', program: 'aws-eks-nodeagent', enforces: enabled });
  yield* untilSignal(sys, ['TERM', 'INT']);
  return 0;
};

/** azure-cns: hands out the node's range of the overlay. */
export const azureCns: Program = function* (sys) {
  const given = yield* untilApi(sys, `/api/v1/nodes/${sys.env().NODENAME ?? ''}`);
  if (given !== undefined) return given;
  install(sys, 'azure-vnet', '15-azure-swift-overlay.conflist', {
    cniVersion: '0.3.0',
    name: 'azure',
    plugins: [
      {
        type: 'azure-vnet',
        mode: 'transparent',
        ipsToRouteViaHost: ['169.254.20.10'],
        executionMode: 'v4swift',
        ipam: { mode: 'v4overlay', type: 'azure-cns' },
      },
      { type: 'portmap', capabilities: { portMappings: true }, snat: true },
    ],
  });
  sys.host({ call: 'cni-agent', program: 'azure-cns' });
  yield* untilSignal(sys, ['TERM', 'INT']);
  return 0;
};

/** GKE's netd: writes the node's network configuration. */
export const netd: Program = function* (sys) {
  const given = yield* untilApi(sys, `/api/v1/nodes/${sys.env().CURRENT_NODE_NAME ?? ''}`);
  if (given !== undefined) return given;
  const node = askApi(sys, 'GET', `/api/v1/nodes/${sys.env().CURRENT_NODE_NAME ?? ''}`);
  const subnet = 'error' in node ? undefined : (node.body as { spec: { podCIDR?: string } }).spec.podCIDR;
  if (!subnet) {
    yield* say(sys, 'Response from kube API: no podCIDR. Node has no PodCIDR yet');
    return 1;
  }
  install(sys, 'ptp', '10-gke-ptp.conflist', {
    name: 'k8s-pod-network',
    cniVersion: '0.3.1',
    plugins: [
      { type: 'ptp', mtu: 1460, ipam: { type: 'host-local', ranges: [[{ subnet }]], routes: [{ dst: '0.0.0.0/0' }] } },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  });
  yield* untilSignal(sys, ['TERM', 'INT']);
  return 0;
};

/** An agent that only enforces policies: azure-npm, anetd. */
export const policyAgent = (program: string): Program =>
  function* (sys) {
    yield* say(sys, `${program} started`);
    sys.host({ call: 'cni-agent', program });
    yield* untilSignal(sys, ['TERM', 'INT']);
    return 0;
  };

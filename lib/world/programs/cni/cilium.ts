import { CILIUM_STATE } from '@/lib/cluster/network/cni/cilium';
import { sleep } from '@/lib/hosts/process/blocking';
import type { Program } from '@/lib/hosts/process/program';
import type { Sys } from '@/lib/hosts/process/sys';
import { printError, untilSignal } from '../daemon';
import { askApi, networkCondition } from './in-cluster';

const API = '/apis/cilium.io/v2';
const RETRY_MS = 1_000;
const TRIES = 120;

const say = (sys: Sys, level: string, module: string, text: string) =>
  printError(sys, `time=${new Date(sys.now()).toISOString()} level=${level} msg=${JSON.stringify(text)} module=${module}\n`);

/** cilium-agent: announces its node, waits for its range, then serves the plugin. */
export const ciliumAgent: Program = function* (sys) {
  const { K8S_NODE_NAME: name = sys.hostname() } = sys.env();
  yield* say(sys, 'info', 'agent', 'Cilium 1.18.4 go version go1.24.10 linux/amd64');
  let waited = false;
  for (let tries = 1; ; tries++) {
    const found = askApi(sys, 'GET', `${API}/ciliumnodes/${name}`);
    if ('error' in found) {
      const made = askApi(sys, 'POST', `${API}/ciliumnodes`, {
        apiVersion: 'cilium.io/v2',
        kind: 'CiliumNode',
        metadata: { name },
        spec: { addresses: [{ ip: sys.addresses()[0] ?? '', type: 'InternalIP' }], ipam: {} },
      });
      if ('error' in made) yield* say(sys, 'warn', 'agent.controlplane', `Unable to create CiliumNode resource, will retry: ${made.error}`);
    } else if ((found.body as { spec: { ipam?: { podCIDRs?: string[] } } }).spec.ipam?.podCIDRs?.length) {
      break;
    } else if (!waited) {
      waited = true;
      yield* say(sys, 'info', 'agent.datapath', 'Waiting for IPs to become available in CRD-backed allocation pool');
    }
    if (tries >= TRIES) {
      yield* say(sys, 'error', 'agent', 'Unable to initialize local node. Retrying... failed: required IPv4 PodCIDR not available');
      return 1;
    }
    yield* sleep(sys, RETRY_MS);
  }
  sys.writeFile(CILIUM_STATE, '{"tunnel":"vxlan","masquerade":true}\n');
  sys.host({ call: 'install-cni-plugin', path: '/host/opt/cni/bin/cilium-cni' });
  sys.writeFile('/host/etc/cni/net.d/05-cilium.conflist', CONFLIST);
  sys.host({ call: 'cni-agent', program: 'cilium-agent' });
  networkCondition(sys, name, true, 'CiliumIsUp', 'Cilium is running on this node');
  yield* say(sys, 'info', 'agent', 'Daemon initialization completed');
  yield* untilSignal(sys, ['TERM', 'INT']);
  return 0;
};

const CONFLIST = `{
  "cniVersion": "0.3.1",
  "name": "cilium",
  "plugins": [
    {
       "type": "cilium-cni",
       "enable-debug": false,
       "log-file": "/var/run/cilium/cilium-cni.log"
    }
  ]
}
`;

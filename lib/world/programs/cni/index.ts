import type { Program, ProgramTable } from '@/lib/hosts/process/program';
import { operatorProgram } from '../operator';
import { print } from '../daemon';
import { calicoInstall, calicoNode } from './calico';
import { ciliumAgent } from './cilium';
import { awsNode, awsNodeAgent, azureCns, netd, policyAgent } from './clouds';
import { flanneld } from './flannel';

/** A network plugin's binary run by hand: it wants its environment. */
const plugin: Program = function* (sys, argv) {
  const name = argv[0]!.split('/').pop()!;
  yield* print(sys, `CNI ${name} plugin v1.8.0\nCNI protocol versions supported: 0.1.0, 0.2.0, 0.3.0, 0.3.1, 0.4.0, 1.0.0, 1.1.0\n`);
  return 0;
};

/** Adds the agents of pod networks. */
export function addNetworkAgents(programs: ProgramTable): void {
  programs
    .add('cni-plugin', plugin)
    .add('calico-node', calicoNode)
    .add('calico-cni', calicoInstall)
    .add('flanneld', flanneld)
    .add('cilium-agent', ciliumAgent)
    .add(
      'cilium-operator',
      operatorProgram('cilium-operator', {
        started: (sys) => `time=${new Date(sys.now()).toISOString()} level=info msg="Cilium Operator 1.18.4" module=operator\n`,
      }),
    )
    .add('aws-k8s-agent', awsNode)
    .add('aws-eks-nodeagent', awsNodeAgent)
    .add('azure-cns', azureCns)
    .add('azure-npm', policyAgent('azure-npm'))
    .add('netd', netd)
    .add('anetd', policyAgent('anetd'));
}

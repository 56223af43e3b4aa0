import type { CaseGroup } from '../kubectl-case';

export const cordon: readonly CaseGroup[] = [
  {
    name: 'cordon and uncordon',
    inOrder: true,
    lines: `
cordon
cordon node01
cordon node01
cordon nothere
cordon node01 node02
cordon --selector disk=ssd
cordon -l disk=none
cordon node01 -l disk=ssd
cordon node02 --dry-run=client
cordon node02 --dry-run=server
cordon node02 --dry-run=maybe
cordon no/node02
cordon --foo
get nodes
uncordon
uncordon node01
uncordon node01
uncordon nothere node02
uncordon --selector=disk=ssd
uncordon -l disk=none
uncordon node01 --dry-run=client
uncordon node01 --dry-run=server
uncordon node02 --dry-run
uncordon no/node02
uncordon --all
get nodes
`,
  },
];

import type { ProgramTable } from '@/lib/hosts/process/program';
import { packageCommands } from './apt';
import { archiveCommands } from './archive';
import { awk } from './awk/awk';
import { bc } from './bc/bc';
import { addAll } from './command/command';
import { etcdCommands } from './etcd';
import { fileCommands } from './files';
import { compareCommands } from './compare';
import { hostCommands } from './host';
import { pagerCommands } from './pager/less';
import { nano } from './nano/nano';
import { yq } from './yq/yq';
import { crictl } from './containers/crictl';
import { ctr } from './containers/ctr';
import { git } from './git/git';
import { docker, nerdctl, podman } from './containers/docker';
import { dumpCommands } from './dump/dump';
import { statCommands } from './files/stat';
import { find } from './find/find';
import { xargs } from './find/xargs';
import { grepCommands } from './grep/grep';
import { jq } from './jq/jq';
import { kernelCommands } from './kernel';
import { kubeadm } from './kubeadm';
import { networkCommands } from './network';
import { curl } from './net/curl';
import { kustomize } from './kustomize/cli/kustomize';
import { openssl } from './openssl/openssl';
import { probeCommands } from './net/probe';
import { wget } from './net/wget';
import { sed } from './sed/sed';
import { sshCommands } from './ssh';
import { environmentCommands } from './system/environment';
import { arch, groups, hostname, id, uname, whoami } from './system/identity';
import { processCommands } from './system/processes';
import { getopt } from './system/getopt';
import { processTools } from './process';
import { runningCommands } from './system/run-others';
import { systemCommands } from './system';
import { testCommands } from './system/test';
import { unsimulatedCommands } from './system/unsimulated';
import { sumCommands } from './sums/sums';
import { userCommands } from './users';
import { textCommands } from './text';
import { echo, printf } from './text/echo';
import { encodeCommands } from './text/encode';
import { lineCommands } from './text/lines';
import { timeCommands } from './time';
import { tmux } from './tmux/tmux';
import { viCommands } from './vi/vi';

/** Adds every external command except kubectl and its kin to the table of programs. */
export function addCommands(programs: ProgramTable): void {
  programs.addMachine('tmux', tmux);
  addAll(programs, [...textCommands, ...encodeCommands, ...sumCommands, getopt, bc, ...processTools, ...lineCommands, echo, printf]);
  addAll(programs, [...fileCommands, ...statCommands, find, xargs, ...grepCommands, awk, jq, sed, ...timeCommands]);
  addAll(programs, [arch, groups, hostname, id, uname, whoami, ...environmentCommands, ...processCommands, ...runningCommands]);
  addAll(programs, [
    curl,
    wget,
    openssl,
    kustomize,
    ...testCommands,
    ...sshCommands,
    ...systemCommands,
    ...probeCommands,
    ...packageCommands,
    ...archiveCommands,
    nano,
    yq,
    ...hostCommands,
    ...pagerCommands,
    crictl,
    ctr,
    git,
    docker,
    podman,
    nerdctl,
    ...compareCommands,
    ...dumpCommands,
    ...kernelCommands,
    kubeadm,
    ...etcdCommands,
    ...networkCommands,
    ...unsimulatedCommands,
    ...userCommands,
    ...viCommands,
  ]);
}

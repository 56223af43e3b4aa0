import { apply } from './apply/apply';
import { create, group } from './create/create';
import { createConfigMap } from './create/config-map';
import { createIngress } from './create/ingress';
import { createNamespace, createPodDisruptionBudget, createPriorityClass, createQuota, createServiceAccount } from './create/policy';
import { createClusterRole, createClusterRoleBinding, createRole, createRoleBinding } from './create/rbac';
import { createGenericSecret, createRegistrySecret, createTlsSecret } from './create/secret';
import { createClusterIPService, createExternalNameService, createLoadBalancerService, createNodePortService } from './create/service';
import { createToken } from './create/token';
import { createCronJob, createDeployment, createJob } from './create/workload';
import { del } from './delete/delete';
import { describe } from './describe/describe';
import { edit } from './edit/edit';
import { attach } from './exec/attach';
import { exec } from './exec/exec';
import { get } from './get/get';
import { helpFor } from './help/help';
import type { Handler } from './invocation';
import { logs } from './logs/logs';
import { run } from './run/run';
import { editLastApplied, setLastApplied, viewLastApplied } from './apply/last-applied-commands';
import { canI, whoami } from './auth/auth';
import { reconcile } from './auth/reconcile';
import * as config from './config/config';
import { setCredentials } from './config/credentials';
import { set, unset } from './config/property';
import { apiResources, apiVersions } from './discover/api-resources';
import { clusterInfo } from './discover/cluster-info';
import { clusterInfoDump } from './discover/cluster-info-dump';
import { explain } from './discover/explain';
import { version } from './discover/version';
import { expose } from './expose/expose';
import { annotate, label } from './label/label';
import { approve, deny } from './certificate/certificate';
import { completion } from './completion/completion';
import { events } from './events/events';
import { kustomize } from './kustomize/kustomize';
import { diff } from './diff/diff';
import { debug } from './debug/debug';
import { cp } from './cp/cp';
import { kubercSet, kubercView } from './kuberc/kuberc';
import { pluginList } from './plugin/plugin';
import { proxy } from './proxy/proxy';
import { portForward } from './port-forward/port-forward';
import { topNode, topPod } from './top/top';
import { cordon, uncordon } from './node/cordon';
import { drain } from './node/drain';
import { taint } from './node/taint';
import { patch } from './patch/patch';
import { replace } from './patch/replace';
import { rolloutHistory, rolloutPause, rolloutRestart, rolloutResume, rolloutUndo } from './rollout/rollout';
import { rolloutStatus } from './rollout/status';
import { autoscale } from './scale/autoscale';
import { scale } from './scale/scale';
import { setEnv } from './set/env';
import { setImage } from './set/image';
import { setSelector, setServiceAccount, setSubject } from './set/others';
import { setResources } from './set/resources';
import { wait } from './wait/wait';

const showHelp: Handler = (k) => {
  k.out(helpFor(k.sys, k.command));
  return 0;
};

/** A group that says on standard error what it holds, and fails. */
const misusedGroup: Handler = (k) => {
  k.err(helpFor(k.sys, k.command));
  return 1;
};

/** What each command does, by its words. */
export const handlers: Readonly<Record<string, Handler>> = {
  '': (k) => {
    k.out(helpFor(k.sys, ''));
    return 0;
  },
  options: (k) => {
    k.out(helpFor(k.sys, 'options'));
    return 0;
  },
  get,
  describe,
  create,
  'create configmap': createConfigMap,
  'create secret': group,
  'create secret generic': createGenericSecret,
  'create secret tls': createTlsSecret,
  'create secret docker-registry': createRegistrySecret,
  'create deployment': createDeployment,
  'create job': createJob,
  'create cronjob': createCronJob,
  'create service': group,
  'create service clusterip': createClusterIPService,
  'create service nodeport': createNodePortService,
  'create service loadbalancer': createLoadBalancerService,
  'create service externalname': createExternalNameService,
  'create ingress': createIngress,
  'create quota': createQuota,
  'create poddisruptionbudget': createPodDisruptionBudget,
  'create priorityclass': createPriorityClass,
  'create namespace': createNamespace,
  'create serviceaccount': createServiceAccount,
  'create role': createRole,
  'create clusterrole': createClusterRole,
  'create rolebinding': createRoleBinding,
  'create clusterrolebinding': createClusterRoleBinding,
  'create token': createToken,
  apply,
  delete: del,
  run,
  edit,
  exec,
  attach,
  logs,
  'apply view-last-applied': viewLastApplied,
  'apply set-last-applied': setLastApplied,
  'apply edit-last-applied': editLastApplied,
  patch,
  replace,
  label,
  annotate,
  scale,
  autoscale,
  expose,
  set: group,
  'set image': setImage,
  'set env': setEnv,
  'set resources': setResources,
  'set serviceaccount': setServiceAccount,
  'set selector': setSelector,
  'set subject': setSubject,
  rollout: group,
  'rollout status': rolloutStatus,
  'rollout history': rolloutHistory,
  'rollout undo': rolloutUndo,
  'rollout restart': rolloutRestart,
  'rollout pause': rolloutPause,
  'rollout resume': rolloutResume,
  cordon,
  uncordon,
  drain,
  taint,
  wait,
  events,
  explain,
  'api-resources': apiResources,
  'api-versions': apiVersions,
  version,
  'cluster-info': clusterInfo,
  'cluster-info dump': clusterInfoDump,
  config: group,
  'config view': config.view,
  'config current-context': config.currentContext,
  'config use-context': config.useContext,
  'config get-contexts': config.getContexts,
  'config get-clusters': config.getClusters,
  'config get-users': config.getUsers,
  'config set-context': config.setContext,
  'config set-cluster': config.setCluster,
  'config set-credentials': setCredentials,
  'config delete-cluster': config.deleteCluster,
  'config delete-context': config.deleteContext,
  'config delete-user': config.deleteUser,
  'config rename-context': config.renameContext,
  'config set': set,
  'config unset': unset,
  auth: group,
  'auth can-i': canI,
  'auth whoami': whoami,
  'auth reconcile': reconcile,
  certificate: showHelp,
  'certificate approve': approve,
  'certificate deny': deny,
  top: group,
  'top pod': topPod,
  'top node': topNode,
  diff,
  cp,
  debug,
  kustomize,
  completion,
  'port-forward': portForward,
  proxy,
  alpha: showHelp,
  'alpha kuberc': misusedGroup,
  'alpha kuberc view': kubercView,
  'alpha kuberc set': kubercSet,
  plugin: group,
  'plugin list': pluginList,
};

/** Flags without which a command does not start (cobra's MarkFlagRequired). */
export const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  run: ['image'],
  scale: ['replicas'],
  autoscale: ['max'],
  'alpha kuberc set': ['command', 'section'],
  'create deployment': ['image'],
  'create cronjob': ['image', 'schedule'],
  'create service externalname': ['external-name'],
  'create clusterrolebinding': ['clusterrole'],
};

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
};

/** Flags without which a command does not start (cobra's MarkFlagRequired). */
export const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  run: ['image'],
  scale: ['replicas'],
  autoscale: ['max'],
  'create deployment': ['image'],
  'create cronjob': ['image', 'schedule'],
  'create service externalname': ['external-name'],
  'create clusterrolebinding': ['clusterrole'],
};

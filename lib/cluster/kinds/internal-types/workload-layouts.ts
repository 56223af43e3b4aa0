import type { Layouts } from './layout';

/** Parts of other kinds that messages show. */
export const workloadLayouts: Layouts = {
  ServicePort: 'Name Protocol AppProtocol:* Port:int TargetPort:port NodePort:int',
  DeploymentStrategy: 'Type RollingUpdate:*RollingUpdateDeployment',
  RollingUpdateDeployment: 'MaxUnavailable:port MaxSurge:port',
  DaemonSetUpdateStrategy: 'Type RollingUpdate:*RollingUpdateDeployment',
  StatefulSetUpdateStrategy: 'Type RollingUpdate:*RollingUpdateStatefulSet',
  RollingUpdateStatefulSet: 'Partition:int MaxUnavailable:*',
  SuccessPolicy: 'Rules:[]SuccessPolicyRule',
  SuccessPolicyRule: 'SucceededIndexes:* SucceededCount:*',
  PodFailurePolicy: 'Rules:[]PodFailurePolicyRule',
  PodFailurePolicyRule: 'Action OnExitCodes:*PodFailurePolicyOnExitCodes OnPodConditions:[]PodFailurePolicyOnPodConditions',
  PodFailurePolicyOnExitCodes: 'ContainerName:* Operator Values:[]',
  PodFailurePolicyOnPodConditions: 'Type Status',
};

import type * as k8s from '@kubernetes/client-node';
import type { KubeObject, ObjectMeta } from './object';

/** client-node's models are types only here: dates become RFC 3339 strings and everything is read-only. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Wire<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Wire<T[Key]> }
      : T;

/** A whole object of a kind: its fields as upstream's model has them, with apiVersion, kind and metadata always there. */
export type Model<T> = { readonly apiVersion: string; readonly kind: string; readonly metadata: ObjectMeta } & Wire<
  Omit<T, 'apiVersion' | 'kind' | 'metadata'>
> &
  KubeObjectLike;

/** Lets a Model be used where any KubeObject will do. */
type KubeObjectLike = Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>;

export type Pod = Model<k8s.V1Pod>;
export type PodSpec = Wire<k8s.V1PodSpec>;
export type PodStatus = Wire<k8s.V1PodStatus>;
export type PodTemplateSpec = Wire<k8s.V1PodTemplateSpec>;
export type Container = Wire<k8s.V1Container>;
export type ContainerStatus = Wire<k8s.V1ContainerStatus>;
export type Probe = Wire<k8s.V1Probe>;
export type Node = Model<k8s.V1Node>;
export type Namespace = Model<k8s.V1Namespace>;
export type Service = Model<k8s.V1Service>;
export type Endpoints = Model<k8s.V1Endpoints>;
export type EndpointSlice = Model<k8s.V1EndpointSlice>;
export type ConfigMap = Model<k8s.V1ConfigMap>;
export type Secret = Model<k8s.V1Secret>;
export type ServiceAccount = Model<k8s.V1ServiceAccount>;
export type Event = Model<k8s.CoreV1Event>;
export type ReplicaSet = Model<k8s.V1ReplicaSet>;
export type Deployment = Model<k8s.V1Deployment>;
export type DaemonSet = Model<k8s.V1DaemonSet>;
export type Role = Model<k8s.V1Role>;
export type ClusterRole = Model<k8s.V1ClusterRole>;
export type RoleBinding = Model<k8s.V1RoleBinding>;
export type ClusterRoleBinding = Model<k8s.V1ClusterRoleBinding>;
export type Lease = Model<k8s.V1Lease>;
export type LabelSelector = Wire<k8s.V1LabelSelector>;
export type Toleration = Wire<k8s.V1Toleration>;
export type Taint = Wire<k8s.V1Taint>;

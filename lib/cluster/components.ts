import type { LayeredMap } from '@/lib/sim/layered-map';
import { controlPlanesOf, etcdHostsOf, nodesOf, type Profile } from './profiles/profile';
import type { Etcd } from './store';

/** Names of what can be up or down. Kubelets are `kubelet/<node>`. */
export const CONTROL_PLANE = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;

/**
 * Which components work. Names: those of `CONTROL_PLANE`, each also of one host (`kube-apiserver/cp2`), and `kubelet/<node>`.
 * A bare `kube-controller-manager` or `kube-scheduler` is up while one of them leads; `kube-apiserver`, while one answers and reaches
 * an etcd with a quorum; `etcd`, while it has one.
 */
export interface Components {
  isUp(name: string): boolean;
  /**
   * Starts or stops a component. While it is down its queues do nothing; when it starts it takes up what came meanwhile. A bare name
   * stops it on all hosts, and starts it on the first.
   */
  set(name: string, up: boolean): void;
  /** Bare names and kubelets. */
  names(): readonly string[];
  /** Hosts on which a component of the control plane is up. */
  hostsOf(name: string): readonly string[];
}

export interface ComponentParts {
  readonly profile: Profile;
  readonly etcd: Etcd;
  /** By name and host; what is missing is up on the first control plane, and nowhere else. */
  readonly up: LayeredMap<boolean>;
  started(name: string): void;
  stopped(name: string): void;
}

export function newComponents({ profile, etcd, up, started, stopped }: ComponentParts): Components {
  const kubelets = nodesOf(profile).map(({ name }) => `kubelet/${name}`);
  const names: readonly string[] = [...CONTROL_PLANE, ...kubelets];
  const planes = controlPlanesOf(profile).map(({ name }) => name);
  const stores = etcdHostsOf(profile).map(({ name }) => name);
  const stacked = planes.every((host) => stores.includes(host));
  const hostsFor = (component: string) => (component === 'etcd' ? stores : planes);
  const runs = (component: string, host: string): boolean => {
    if (component === 'etcd') return etcd.running(host) !== undefined;
    return up.get(`${component}/${host}`) ?? host === profile.controlPlane;
  };
  const reachesStore = (host: string) => (stacked ? etcd.refusal(host) === undefined : etcd.hasQuorum());
  const isUp = (name: string): boolean => {
    const [component = '', host] = name.split('/');
    if (component === 'kubelet') return up.get(name) ?? true;
    if (host !== undefined) return runs(component, host);
    if (component === 'etcd') return etcd.hasQuorum();
    if (component === 'kube-apiserver') return planes.some((one) => runs(component, one) && reachesStore(one));
    return planes.some((one) => runs(component, one));
  };
  return {
    isUp,
    names: () => names,
    hostsOf: (component) => hostsFor(component).filter((host) => runs(component, host)),
    set: (name, wanted) => {
      const [component = '', host] = name.split('/');
      if (component === 'kubelet') {
        if (!names.includes(name)) throw new Error(`no component ${name}`);
        if (isUp(name) === wanted) return;
        up.set(name, wanted);
        if (wanted) started(name);
        return;
      }
      if (!names.includes(component)) throw new Error(`no component ${name}`);
      const all = hostsFor(component);
      const those = host !== undefined ? all.filter((one) => one === host) : wanted && component !== 'etcd' ? all.slice(0, 1) : all;
      const changed = those.filter((one) => runs(component, one) !== wanted);
      for (const one of changed) {
        if (component === 'etcd') etcd.setRunning(one, wanted);
        else up.set(`${component}/${one}`, wanted);
      }
      if (changed.length > 0) (wanted ? started : stopped)(component);
    },
  };
}

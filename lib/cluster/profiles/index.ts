import { hollow, hollowLarge } from './hollow';
import { kubeadm } from './kubeadm';
import { kubeadmHa, kubeadmHaExternalEtcd } from './kubeadm-ha';
import type { Profile } from './profile';

/** All profiles by name. */
export const profiles: Readonly<Record<string, Profile>> = {
  kubeadm,
  hollow,
  'hollow-large': hollowLarge,
  'kubeadm-ha': kubeadmHa,
  'kubeadm-ha-external-etcd': kubeadmHaExternalEtcd,
};

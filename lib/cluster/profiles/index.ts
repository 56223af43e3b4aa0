import { aks } from './aks';
import { eks } from './eks';
import { gke } from './gke';
import { hollow, hollowLarge } from './hollow';
import { kubeadm } from './kubeadm';
import { kubeadmHa, kubeadmHaExternalEtcd } from './kubeadm-ha';
import { kubeadmBare, kubeadmCilium, kubeadmFlannel, kubeadmOld, machines, machinesHa } from './kubeadm-networks';
import type { Profile } from './profile';

/** All profiles by name. */
export const profiles: Readonly<Record<string, Profile>> = {
  kubeadm,
  hollow,
  'hollow-large': hollowLarge,
  'kubeadm-ha': kubeadmHa,
  'kubeadm-ha-external-etcd': kubeadmHaExternalEtcd,
  'kubeadm-bare': kubeadmBare,
  'kubeadm-1.35': kubeadmOld,
  machines,
  'machines-ha': machinesHa,
  'kubeadm-flannel': kubeadmFlannel,
  'kubeadm-cilium': kubeadmCilium,
  eks,
  aks,
  gke,
};

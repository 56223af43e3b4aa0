import type { KubeObject } from '@/lib/api/object';
import type { CniName, Profile } from '../../profiles/profile';
import type { Addon } from '../addon';
import { calicoObjects } from './calico';
import { calicoNativeDefinitions } from './calico-definitions';
import { ciliumObjects } from './cilium';
import { ciliumOperator } from './cilium-operator';
import { awsObjects, azureObjects, gkeObjects } from './clouds';
import { flannelObjects } from './flannel';

const networks: Readonly<Record<CniName, (profile: Profile) => readonly KubeObject[]>> = {
  calico: calicoObjects,
  flannel: () => flannelObjects(),
  cilium: ciliumObjects,
  'aws-vpc': awsObjects,
  azure: azureObjects,
  gke: gkeObjects,
  none: () => [],
};

/** What is created for the pod network of a profile. */
export const networkObjects = (profile: Profile): readonly KubeObject[] => networks[profile.cni](profile);

/** Pod networks by the addresses of their manifests. */
export const calicoAddon: Addon = {
  name: 'calico',
  manifests: [
    {
      urls: [
        'https://raw.githubusercontent.com/projectcalico/calico/{version}/manifests/calico.yaml',
        'https://docs.projectcalico.org/manifests/calico.yaml',
        'https://docs.tigera.io/calico/latest/manifests/calico.yaml',
      ],
      objects: calicoObjects,
    },
    {
      urls: ['https://raw.githubusercontent.com/projectcalico/calico/{version}/manifests/v3_projectcalico_org.yaml'],
      objects: calicoNativeDefinitions,
    },
  ],
};

export const flannelAddon: Addon = {
  name: 'flannel',
  manifests: [
    {
      urls: [
        'https://github.com/flannel-io/flannel/releases/latest/download/kube-flannel.yml',
        'https://github.com/flannel-io/flannel/releases/download/{version}/kube-flannel.yml',
        'https://raw.githubusercontent.com/flannel-io/flannel/{version}/Documentation/kube-flannel.yml',
        'https://raw.githubusercontent.com/coreos/flannel/{version}/Documentation/kube-flannel.yml',
      ],
      objects: () => flannelObjects(),
    },
  ],
};

/** Cilium comes by Helm or its own command line; its operator works wherever it is. */
export const ciliumAddon: Addon = { name: 'cilium', manifests: [], operators: [ciliumOperator] };

import { metallbObjects } from '../metallb/manifest';
import { calicoObjects } from '../networks/calico';
import { ciliumObjects } from '../networks/cilium';
import type { Profile } from '../../profiles/profile';
import type { ChartSource } from './chart-source';
import { opened, templatesOf } from './manifests';
import { looseDefinition } from './parts';

/** metallb/metallb: what its native manifest installs. */
export function metallbChart(): ChartSource {
  return {
    name: 'metallb',
    versions: [
      { version: '0.15.2', appVersion: 'v0.15.2', created: '2025-06-04T12:00:00Z' },
      { version: '0.14.9', appVersion: 'v0.14.9', created: '2024-12-17T12:00:00Z' },
    ],
    description: 'A network load-balancer implementation for Kubernetes using standard routing protocols',
    keywords: ['metallb', 'load-balancer'],
    home: 'https://metallb.universe.tf',
    values: 'controller:\n  enabled: true\n  replicas: 1\nspeaker:\n  enabled: true\n',
    templates: {
      ...templatesOf(metallbObjects(), 'metallb-system', { ':v0.15.2': ':{{ .Chart.AppVersion }}' }),
      'NOTES.txt': `MetalLB is now running in the cluster.

Now you can configure it via its CRs. Please refer to the metallb official docs
on how to use the CRs.
`,
    },
  };
}

/** What the agents' manifests depend on of a cluster is left to values: the range of pods stands for itself. */
const POD_RANGE = '10.254.254.0/23';
const ANY = { podCidr: POD_RANGE, name: 'kubernetes' } as unknown as Profile;

/** cilium/cilium: what `cilium install` creates. */
export function ciliumChart(): ChartSource {
  const objects = opened(ciliumObjects(ANY), 'cilium-operator', (spec) => {
    spec.replicas = 'OPERATOR_REPLICAS';
  });
  return {
    name: 'cilium',
    versions: [{ version: '1.18.4', appVersion: '1.18.4', created: '2025-11-12T12:00:00Z' }],
    description: 'eBPF-based Networking, Security, and Observability',
    keywords: ['BPF', 'eBPF', 'Kubernetes', 'Networking', 'Security', 'Observability', 'Troubleshooting'],
    home: 'https://cilium.io/',
    values: `kubeProxyReplacement: "false"
k8sServiceHost: ""
k8sServicePort: ""
operator:
  replicas: 2
ipam:
  mode: cluster-pool
  operator:
    clusterPoolIPv4PodCIDRList: ["10.0.0.0/8"]
hubble:
  enabled: true
  relay:
    enabled: false
  ui:
    enabled: false
`,
    templates: {
      ...templatesOf(objects, 'kube-system', {
        [POD_RANGE]: '{{ first .Values.ipam.operator.clusterPoolIPv4PodCIDRList }}',
        'replicas: OPERATOR_REPLICAS': 'replicas: {{ .Values.operator.replicas }}',
      }),
      'NOTES.txt': `You have successfully installed Cilium{{ if .Values.hubble.enabled }} with Hubble{{ end }}.

Your release version is {{ .Chart.Version }}.
{{- if or .Values.hubble.relay.enabled .Values.hubble.ui.enabled }}

WARNING: Hubble Relay and Hubble UI are not simulated here: nothing was installed of them.
{{- end }}
{{- if ne (toString .Values.kubeProxyReplacement) "false" }}

WARNING: kubeProxyReplacement is not simulated here: kube-proxy goes on serving Services.
{{- end }}

For any further help, visit https://docs.cilium.io/en/v1.18/gettinghelp
`,
    },
  };
}

/** projectcalico/tigera-operator: Calico at once, as the operator would install it. */
export function tigeraOperatorChart(): ChartSource {
  return {
    name: 'tigera-operator',
    versions: [{ version: 'v3.31.0', appVersion: 'v3.31.0', created: '2025-10-22T12:00:00Z' }],
    description: 'Installs the Tigera operator for Calico',
    keywords: ['calico', 'networking'],
    home: 'https://projectcalico.docs.tigera.io/about/about-calico',
    values: 'installation:\n  enabled: true\n  calicoNetwork: {}\napiServer:\n  enabled: true\n',
    templates: {
      ...templatesOf(calicoObjects(), 'no-such-namespace', {}),
      'NOTES.txt': `WARNING: the Tigera operator is not simulated here. This chart installs Calico itself, into kube-system, with its usual pool; an
Installation object is kept but nobody acts on it.
`,
    },
    crds: {
      'operator.tigera.io_installations.yaml': looseDefinition('operator.tigera.io', 'Installation', 'installations', 'v1', 'Cluster'),
      'operator.tigera.io_apiservers.yaml': looseDefinition('operator.tigera.io', 'APIServer', 'apiservers', 'v1', 'Cluster'),
    },
  };
}

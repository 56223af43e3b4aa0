import { DEFAULT_POD_SECURITY, type PodSecurityConfiguration } from './pod-security/configuration';

/** Which admission plugins a server runs, and what they are told. Models AdmissionConfiguration and the server's flags. */
export interface AdmissionConfiguration {
  isEnabled(plugin: string): boolean;
  readonly podSecurity: PodSecurityConfiguration;
  /** `--default-not-ready-toleration-seconds` and `--default-unreachable-toleration-seconds`. */
  readonly tolerationSeconds?: { readonly notReady: number; readonly unreachable: number };
}

/** Plugins that run only when `--enable-admission-plugins` names them. Models DefaultOffAdmissionPlugins. */
const OFF = new Set([
  'AlwaysAdmit',
  'AlwaysDeny',
  'AlwaysPullImages',
  'DenyServiceExternalIPs',
  'EventRateLimit',
  'ExtendedResourceToleration',
  'ImagePolicyWebhook',
  'LimitPodHardAntiAffinityTopology',
  'NamespaceAutoProvision',
  'NamespaceExists',
  'NodeRestriction',
  'OwnerReferencesPermissionEnforcement',
  'PodNodeSelector',
  'PodTolerationRestriction',
]);

/** The configuration that follows from the server's flags. */
export function admissionConfiguration(
  flags: { readonly enable?: readonly string[]; readonly disable?: readonly string[] },
  podSecurity: PodSecurityConfiguration = DEFAULT_POD_SECURITY,
  tolerationSeconds?: AdmissionConfiguration['tolerationSeconds'],
): AdmissionConfiguration {
  const on = new Set(flags.enable);
  const off = new Set(flags.disable);
  return {
    isEnabled: (plugin) => on.has(plugin) || (!off.has(plugin) && !OFF.has(plugin)),
    podSecurity,
    ...(tolerationSeconds && { tolerationSeconds }),
  };
}

/** As kubeadm starts the API server. */
export const KUBEADM_ADMISSION: AdmissionConfiguration = admissionConfiguration({ enable: ['NodeRestriction'] });

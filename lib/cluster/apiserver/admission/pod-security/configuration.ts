import type { Policy } from './policy';

/** Models pod-security.admission.config.k8s.io/v1 PodSecurityConfiguration. */
export interface PodSecurityConfiguration {
  /** What namespaces without labels are held to. */
  readonly defaults: Policy;
  readonly exemptions: {
    readonly usernames: readonly string[];
    readonly runtimeClasses: readonly string[];
    readonly namespaces: readonly string[];
  };
}

const PRIVILEGED = { level: 'privileged', version: 'latest' } as const;

/** Without a configuration file everything is allowed by default and nobody is exempt. */
export const DEFAULT_POD_SECURITY: PodSecurityConfiguration = {
  defaults: { enforce: PRIVILEGED, audit: PRIVILEGED, warn: PRIVILEGED },
  exemptions: { usernames: [], runtimeClasses: [], namespaces: [] },
};

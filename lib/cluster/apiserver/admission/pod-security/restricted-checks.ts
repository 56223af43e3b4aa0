import { procMount, seccompProfile } from './baseline-checks';
import { containersText, joinQuote, pluralize, settersText, sorted, type Check, type CheckPod } from './check';
import { containersOf, type Container } from './pod';
import { runsInUserNamespace, runsWindows } from './profiles';

const namesOf = (containers: readonly Container[]) => containers.map(({ name }) => name);

const unlessWindows =
  (check: CheckPod): CheckPod =>
  (pod) =>
    runsWindows(pod.spec) ? undefined : check(pod);

const unlessUserNamespace =
  (check: CheckPod): CheckPod =>
  (pod) =>
    runsInUserNamespace(pod.spec) ? undefined : check(pod);

const allowPrivilegeEscalation: CheckPod = ({ spec }) => {
  const bad = containersOf(spec).filter(({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
  if (bad.length === 0) return undefined;
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${containersText(namesOf(bad))} must set securityContext.allowPrivilegeEscalation=false`,
  };
};

const capabilities: CheckPod = ({ spec }) => {
  const containers = containersOf(spec);
  const keeping = containers.filter(({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL'));
  const added = ({ securityContext }: Container) =>
    (securityContext?.capabilities?.add ?? []).filter((capability) => capability !== 'NET_BIND_SERVICE');
  const adding = containers.filter((container) => added(container).length > 0);
  const details = [
    ...(keeping.length > 0 ? [`${containersText(namesOf(keeping))} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0
      ? [
          `${containersText(namesOf(adding))} must not include ${joinQuote(sorted(adding.flatMap(added)))} in securityContext.capabilities.add`,
        ]
      : []),
  ];
  return details.length > 0 ? { reason: 'unrestricted capabilities', detail: details.join('; ') } : undefined;
};

const VOLUMES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];
const RESTRICTED_VOLUMES = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
];

const restrictedVolumes: CheckPod = ({ spec }) => {
  const bad = (spec.volumes ?? []).filter((volume) => !VOLUMES.some((type) => volume[type]));
  if (bad.length === 0) return undefined;
  const types = sorted(bad.map((volume) => RESTRICTED_VOLUMES.find((type) => volume[type]) ?? 'unknown'));
  const names = `${pluralize('volume', 'volumes', bad.length)} ${joinQuote(bad.map(({ name }) => name))}`;
  const what = pluralize('restricted volume type', 'restricted volume types', types.length);
  return { reason: 'restricted volume types', detail: `${names} ${pluralize('uses', 'use', bad.length)} ${what} ${joinQuote(types)}` };
};

const runAsNonRoot: CheckPod = ({ spec }) => {
  const pod = spec.securityContext?.runAsNonRoot;
  const containers = containersOf(spec);
  const refusing = containers.filter(({ securityContext }) => securityContext?.runAsNonRoot === false);
  const reason = 'runAsNonRoot != true';
  if (pod === false || refusing.length > 0) {
    return { reason, detail: `${settersText(pod === false, namesOf(refusing))} must not set securityContext.runAsNonRoot=false` };
  }
  const silent = pod ? [] : containers.filter(({ securityContext }) => securityContext?.runAsNonRoot === undefined);
  if (silent.length === 0) return undefined;
  return { reason, detail: `pod or ${containersText(namesOf(silent))} must set securityContext.runAsNonRoot=true` };
};

const runAsUser: CheckPod = ({ spec }) => {
  const pod = spec.securityContext?.runAsUser === 0;
  const containers = containersOf(spec).filter(({ securityContext }) => securityContext?.runAsUser === 0);
  if (!pod && containers.length === 0) return undefined;
  return { reason: 'runAsUser=0', detail: `${settersText(pod, namesOf(containers))} must not set runAsUser=0` };
};

/** Profiles must be set, and valid. */
const seccompRequired: CheckPod = (pod) => {
  const wrong = seccompProfile(pod);
  if (wrong) return wrong;
  if (pod.spec.securityContext?.seccompProfile) return undefined;
  const silent = containersOf(pod.spec).filter(({ securityContext }) => !securityContext?.seccompProfile);
  if (silent.length === 0) return undefined;
  return {
    reason: 'seccompProfile',
    detail: `pod or ${containersText(namesOf(silent))} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  };
};

/** What the restricted level asks for beyond baseline, ordered by id as upstream reports them. */
export const restrictedChecks: readonly Check[] = [
  {
    id: 'allowPrivilegeEscalation',
    versions: [
      { since: 8, check: allowPrivilegeEscalation },
      { since: 25, check: unlessWindows(allowPrivilegeEscalation) },
    ],
  },
  {
    id: 'capabilities_restricted',
    versions: [
      { since: 22, check: capabilities, overrides: ['capabilities_baseline'] },
      { since: 25, check: unlessWindows(capabilities), overrides: ['capabilities_baseline'] },
    ],
  },
  { id: 'procMount_restricted', versions: [{ since: 35, check: procMount, overrides: ['procMount'] }] },
  { id: 'restrictedVolumes', versions: [{ since: 0, check: restrictedVolumes, overrides: ['hostPathVolumes'] }] },
  {
    id: 'runAsNonRoot',
    versions: [
      { since: 0, check: runAsNonRoot },
      { since: 35, check: unlessUserNamespace(runAsNonRoot) },
    ],
  },
  {
    id: 'runAsUser',
    versions: [
      { since: 23, check: runAsUser },
      { since: 35, check: unlessUserNamespace(runAsUser) },
    ],
  },
  {
    id: 'seccompProfile_restricted',
    versions: [
      { since: 19, check: seccompRequired, overrides: ['seccompProfile_baseline'] },
      { since: 25, check: unlessWindows(seccompRequired), overrides: ['seccompProfile_baseline'] },
    ],
  },
];

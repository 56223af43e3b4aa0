import type { KubeObject } from '@/lib/api/object';

const GROUP = 'snapshot.storage.k8s.io';
const text = { type: 'string' };
const ref = {
  type: 'object',
  properties: { apiVersion: text, kind: text, name: text, namespace: text, uid: text, resourceVersion: text, fieldPath: text },
};
const policy = { type: 'string', enum: ['Delete', 'Retain'] };
const failure = { type: 'object', properties: { message: text, time: { type: 'string', format: 'date-time' } } };
const restoreSize = { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] };

interface Column {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
}

const column = (name: string, jsonPath: string, type = 'string'): Column => ({ name, type, jsonPath });
const AGE = column('Age', '.metadata.creationTimestamp', 'date');

function definition(
  names: { readonly kind: string; readonly plural: string; readonly shortNames: readonly string[] },
  scope: 'Namespaced' | 'Cluster',
  fields: object,
  additionalPrinterColumns: readonly Column[],
  status: boolean,
): KubeObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${names.plural}.${GROUP}`,
      annotations: { 'api-approved.kubernetes.io': 'https://github.com/kubernetes-csi/external-snapshotter/pull/814' },
    },
    spec: {
      group: GROUP,
      names: { ...names, listKind: `${names.kind}List`, singular: names.kind.toLowerCase() },
      scope,
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          additionalPrinterColumns,
          schema: { openAPIV3Schema: { type: 'object', properties: { apiVersion: text, kind: text, ...fields } } },
          ...(status ? { subresources: { status: {} } } : {}),
        },
      ],
    },
  };
}

/** The three kinds of snapshots, as client/config/crd of kubernetes-csi/external-snapshotter defines them. */
export const snapshotClasses = (): KubeObject => ({
  ...definition(
    { kind: 'VolumeSnapshotClass', plural: 'volumesnapshotclasses', shortNames: ['vsclass', 'vsclasses'] },
    'Cluster',
    { deletionPolicy: policy, driver: text, parameters: { type: 'object', additionalProperties: text } },
    [column('Driver', '.driver'), column('DeletionPolicy', '.deletionPolicy'), AGE],
    false,
  ),
});

export const snapshotContents = (): KubeObject =>
  definition(
    { kind: 'VolumeSnapshotContent', plural: 'volumesnapshotcontents', shortNames: ['vsc', 'vscs'] },
    'Cluster',
    {
      spec: {
        type: 'object',
        required: ['deletionPolicy', 'driver', 'source', 'volumeSnapshotRef'],
        properties: {
          deletionPolicy: policy,
          driver: text,
          source: { type: 'object', properties: { snapshotHandle: text, volumeHandle: text } },
          sourceVolumeMode: text,
          volumeSnapshotClassName: text,
          volumeSnapshotRef: ref,
        },
      },
      status: {
        type: 'object',
        properties: {
          creationTime: { type: 'integer', format: 'int64' },
          error: failure,
          readyToUse: { type: 'boolean' },
          restoreSize: { type: 'integer', format: 'int64', minimum: 0 },
          snapshotHandle: text,
        },
      },
    },
    [
      column('ReadyToUse', '.status.readyToUse', 'boolean'),
      column('RestoreSize', '.status.restoreSize', 'integer'),
      column('DeletionPolicy', '.spec.deletionPolicy'),
      column('Driver', '.spec.driver'),
      column('VolumeSnapshotClass', '.spec.volumeSnapshotClassName'),
      column('VolumeSnapshot', '.spec.volumeSnapshotRef.name'),
      column('VolumeSnapshotNamespace', '.spec.volumeSnapshotRef.namespace'),
      AGE,
    ],
    true,
  );

export const snapshotsDefinition = (): KubeObject =>
  definition(
    { kind: 'VolumeSnapshot', plural: 'volumesnapshots', shortNames: ['vs'] },
    'Namespaced',
    {
      spec: {
        type: 'object',
        required: ['source'],
        properties: {
          source: {
            type: 'object',
            properties: { persistentVolumeClaimName: text, volumeSnapshotContentName: text },
            oneOf: [{ required: ['persistentVolumeClaimName'] }, { required: ['volumeSnapshotContentName'] }],
            'x-kubernetes-validations': [
              {
                message: 'persistentVolumeClaimName is required once set',
                rule: '!has(oldSelf.persistentVolumeClaimName) || has(self.persistentVolumeClaimName)',
              },
            ],
          },
          volumeSnapshotClassName: text,
        },
      },
      status: {
        type: 'object',
        properties: {
          boundVolumeSnapshotContentName: text,
          creationTime: { type: 'string', format: 'date-time' },
          error: failure,
          readyToUse: { type: 'boolean' },
          restoreSize,
        },
      },
    },
    [
      column('ReadyToUse', '.status.readyToUse', 'boolean'),
      column('SourcePVC', '.spec.source.persistentVolumeClaimName'),
      column('SourceSnapshotContent', '.spec.source.volumeSnapshotContentName'),
      column('RestoreSize', '.status.restoreSize'),
      column('SnapshotClass', '.spec.volumeSnapshotClassName'),
      column('SnapshotContent', '.status.boundVolumeSnapshotContentName'),
      column('CreationTime', '.status.creationTime', 'date'),
      AGE,
    ],
    true,
  );

import type { KubeObject } from '@/lib/api/object';

const short: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** `RWO,RWX`, without repeats, in upstream's order. Models GetAccessModesAsString. */
export function accessModesText(modes: readonly string[] | undefined): string {
  return Object.keys(short)
    .filter((mode) => modes?.includes(mode))
    .map((mode) => short[mode])
    .join(',');
}

/** The storage class of a volume or claim; the old annotation wins. */
export function storageClassOf(object: KubeObject): string {
  return (
    object.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? (object.spec?.storageClassName as string | undefined) ?? ''
  );
}

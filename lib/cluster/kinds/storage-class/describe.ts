import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';

import { isDefault } from './default-class';

interface Topology {
  readonly matchLabelExpressions?: readonly { readonly key: string; readonly values?: readonly string[] }[];
}

/** Models describeStorageClass. */
export function describeStorageClass(storage: KubeObject, context: DescribeContext): string {
  const out = new Description();
  out.line(0, `Name:\t${storage.metadata.name}`);
  out.line(0, `IsDefaultClass:\t${isDefault(storage) ? 'Yes' : 'No'}`);
  const annotations = Object.entries(storage.metadata.annotations ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  out.line(0, `Annotations:\t${annotations.map(([key, value]) => `${key}=${value}`).join(',') || '<none>'}`);
  out.line(0, `Provisioner:\t${storage.provisioner ?? ''}`);
  const parameters = Object.keys(storage.parameters ?? {}).sort();
  out.line(0, `Parameters:\t${parameters.length > 0 ? parameters.map((key) => `${key}=${storage.parameters[key]}`).join(',') : '<none>'}`);
  out.line(
    0,
    `AllowVolumeExpansion:\t${storage.allowVolumeExpansion === undefined ? '<unset>' : storage.allowVolumeExpansion ? 'True' : 'False'}`,
  );
  const options: readonly string[] = storage.mountOptions ?? [];
  if (options.length === 0) out.line(0, 'MountOptions:\t<none>');
  else {
    out.line(0, 'MountOptions:');
    for (const option of options) out.line(1, option);
  }
  if (storage.reclaimPolicy) out.line(0, `ReclaimPolicy:\t${storage.reclaimPolicy}`);
  if (storage.volumeBindingMode) out.line(0, `VolumeBindingMode:\t${storage.volumeBindingMode}`);
  const terms: readonly Topology[] = storage.allowedTopologies ?? [];
  if (terms.length > 0) {
    out.line(0, 'AllowedTopologies:\t');
    terms.forEach((term, i) => {
      const requirements = term.matchLabelExpressions ?? [];
      out.write(1, `Term ${i}:\t`);
      if (requirements.length === 0) out.write(0, '<none>\n');
      requirements.forEach(({ key, values = [] }, j) => {
        if (j > 0) out.write(1, '\t');
        out.write(0, `${key} in [${values.join(', ')}]\n`);
      });
    });
  }
  eventLines(out, storage, context);
  return out.toString();
}

import type { KubeObject } from '@/lib/api/object';
import { fill, within } from '../fill';
import { defaultVolume } from '../pod/volume-defaults';
import { SOURCE_NAMES } from './sources';

/** Models SetDefaults_PersistentVolume and those of the sources, which volumes of pods share. */
export function defaultPersistentVolume(object: KubeObject): KubeObject {
  return within(object, 'spec', (before) => {
    let spec = fill(before, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
    for (const name of SOURCE_NAMES) spec = within(spec, name, (source) => defaultVolume({ [name]: source })[name]);
    return spec;
  }) as KubeObject;
}

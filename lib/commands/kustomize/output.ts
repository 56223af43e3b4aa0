import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { KustomizeError } from './fault';
import { lower } from './load/files';
import type { Resource } from './resource/resource';
import { effectiveNamespace } from './resource/res-id';

/** Resources as one text. */
export const asYaml = (resources: readonly Resource[]): string => resources.map((each) => each.yaml()).join('---\n');

/** Writes a build where `-o` says: a file, or one file each in a directory. Throws KustomizeError. */
export function writeTo(sys: Sys, path: string, resources: readonly Resource[]): void {
  const write = (name: string, text: string) => {
    try {
      sys.writeFile(name, text);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new KustomizeError(`open ${name}: ${lower(error.message)}`);
    }
  };
  if (!sys.exists(path) || sys.stat(path).type !== 'dir') return write(path, asYaml(resources));
  const namespaces = new Set(resources.filter((each) => !each.gvk.clusterScoped).map((each) => effectiveNamespace(each.currentId)));
  for (const resource of resources) {
    const { gvk } = resource;
    const name = [gvk.group, gvk.version, gvk.kind, resource.name].filter((part) => part !== '').join('_').toLowerCase(); // prettier-ignore
    const prefix = namespaces.size > 1 && !gvk.clusterScoped ? `${effectiveNamespace(resource.currentId).toLowerCase()}_` : '';
    write(`${path.replace(/\/+$/, '')}/${prefix}${name}.yaml`, resource.yaml());
  }
}

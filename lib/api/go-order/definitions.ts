import { definitionNames, schemaFor } from '../schema';

let byKind: Map<string, string> | undefined;

/** The definition that an apiVersion and kind name; meta kinds (DeleteOptions, Status …) answer in every group. */
export function definitionFor(apiVersion: string, kind: string): string | undefined {
  if (!byKind) {
    byKind = new Map();
    for (const name of definitionNames()) {
      const gvk = schemaFor(name)?.gvk;
      if (!gvk) continue;
      if (name.includes('.meta.v1.')) byKind.set(`*/${gvk.kind}`, name);
      else byKind.set(`${gvk.group ? `${gvk.group}/` : ''}${gvk.version}/${gvk.kind}`, name);
    }
  }
  return byKind.get(`${apiVersion}/${kind}`) ?? byKind.get(`*/${kind}`);
}

import { createHash } from 'node:crypto';
import { printYaml } from '@/lib/api/yaml';
import { toBytes } from '@/lib/hosts/text';
import { metadataJson } from '../chart/chart';
import { loadChart } from '../chart/load';
import { goTime } from '../release/release';
import { compareVersions, parseVersion } from '../semver';
import type { Fields } from '../template/value';
import { HelmError, type Helm, type Task } from './helm';
import { asHelmError } from './options';
import { parseIndex } from './repositories';

/** `helm repo index`: what archives a folder holds, for a web server to offer (Models repo.IndexDirectory). */
export function* repoIndex(h: Helm): Task<number> {
  yield* h.k.flush();
  const folder = h.absolute(h.args[0]!);
  const out = `${folder}/index.yaml`;
  if (!h.sys.exists(folder)) throw new HelmError(`open ${out}${Math.floor(h.sys.random() * 1e9)}: no such file or directory`);
  const entries: Record<string, Fields[]> = {};
  const add = (name: string, record: Fields) => (entries[name] ??= []).push(record);
  const url = h.flags.text('url').replace(/\/+$/, '');
  for (const file of archivesIn(h, folder)) {
    const { metadata } = asHelmError(() => loadChart(h.sys, `${folder}/${file}`));
    add(metadata.name, {
      ...metadataJson(metadata),
      urls: [url === '' ? file : `${url}/${file}`],
      created: goTime(h.sys.now()),
      digest: createHash('sha256')
        .update(toBytes(h.sys.readFile(`${folder}/${file}`)))
        .digest('hex'),
    });
  }
  const merge = h.flags.text('merge');
  if (merge !== '' && h.sys.exists(merge)) {
    for (const [name, versions] of Object.entries(parseIndex(h.sys.readFile(merge)).entries))
      for (const each of versions)
        if (!entries[name]?.some(({ version }) => version === each.version)) add(name, { ...each } as unknown as Fields);
  } else if (merge !== '') throw new HelmError(`merge failed: open ${merge}: no such file or directory`);
  for (const versions of Object.values(entries))
    versions.sort((a, b) => compareVersions(parseVersion(String(b['version']))!, parseVersion(String(a['version']))!));
  const sorted = Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
  const index = { apiVersion: 'v1', generated: goTime(h.sys.now()), entries: sorted };
  h.sys.writeFile(out, h.flags.bool('json') ? JSON.stringify(index, null, 2) : printYaml(index));
  return 0;
}

/** Archives in a folder and in the folders right below it. */
function archivesIn(h: Helm, folder: string): string[] {
  const names = h.sys.readdir(folder);
  const isDir = (name: string) => h.sys.stat(`${folder}/${name}`).type === 'dir';
  return [
    ...names.filter((name) => name.endsWith('.tgz')),
    ...names.filter(isDir).flatMap((name) =>
      h.sys
        .readdir(`${folder}/${name}`)
        .filter((each) => each.endsWith('.tgz'))
        .map((each) => `${name}/${each}`),
    ),
  ];
}

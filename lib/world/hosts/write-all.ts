import type { Tree } from '@/lib/hosts/fs/tree';

/** Writes files, with the directories they need. */
export function writeAll(tree: Tree, files: Readonly<Record<string, string>>, mode = 0o644): void {
  for (const [path, text] of Object.entries(files)) {
    tree.mkdirs(path.slice(0, path.lastIndexOf('/')) || '/');
    tree.writeFile(path, text, { mode });
  }
}

import type { ImageBase } from '@/lib/cluster/images';

/** Files that images of a base have besides their commands. */
export const BASE_FILES: Readonly<Partial<Record<ImageBase, readonly (readonly [path: string, text: string])[]>>> = {
  debian: [
    ['/etc/debian_version', '12.12\n'],
    ['/root/.bashrc', '# ~/.bashrc: executed by bash(1) for non-login shells.\n'],
  ],
  ubuntu: [['/root/.bashrc', '# ~/.bashrc: executed by bash(1) for non-login shells.\n']],
  alpine: [['/etc/alpine-release', '3.22.2\n']],
};

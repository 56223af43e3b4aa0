import type { ImageBase } from '@/lib/cluster/images';

/** Debian's own: the prompt of every interactive bash. */
const BASHRC =
  '# System-wide .bashrc file for interactive bash(1) shells.\n[ -z "${PS1-}" ] && return\nPS1=\'${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ \'\n';

/** Files that images of a base have besides their commands. */
export const BASE_FILES: Readonly<Partial<Record<ImageBase, readonly (readonly [path: string, text: string])[]>>> = {
  debian: [
    ['/etc/bash.bashrc', BASHRC],
    ['/etc/debian_version', '12.12\n'],
    ['/root/.bashrc', '# ~/.bashrc: executed by bash(1) for non-login shells.\n'],
  ],
  ubuntu: [
    ['/etc/bash.bashrc', BASHRC],
    ['/root/.bashrc', '# ~/.bashrc: executed by bash(1) for non-login shells.\n'],
  ],
  alpine: [['/etc/alpine-release', '3.22.2\n']],
};

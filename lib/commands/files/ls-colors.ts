import type { Stat } from '@/lib/hosts/process/sys';

const ARCHIVES = /\.(tar|tgz|gz|zip|xz|bz2|zst|deb|rpm|jar|war|7z|rar|tbz2?|txz)$/i;
const IMAGES = /\.(jpe?g|gif|bmp|png|svg|tiff?|mp4|mkv|webm|mov|avi)$/i;

/** A name in dircolors' default colours. A link that leads nowhere has `link` but no `target`. */
export function colorize(name: string, stat: Stat, target?: Stat, link?: string): string {
  const code = codeOf(name, stat, target, link);
  return code ? `\x1b[0m\x1b[${code}m${name}\x1b[0m` : name;
}

function codeOf(name: string, stat: Stat, target: Stat | undefined, link: string | undefined): string | undefined {
  switch (stat.type) {
    case 'dir':
      if (stat.mode & 0o1000) return stat.mode & 0o002 ? '30;42' : '37;44';
      return stat.mode & 0o002 ? '34;42' : '01;34';
    case 'link':
      return link !== undefined && !target ? '40;31;01' : '01;36';
    case 'fifo':
      return '40;33';
    case 'socket':
      return '01;35';
    case 'char':
    case 'block':
      return '40;33;01';
    case 'file':
      if (stat.mode & 0o4000) return '37;41';
      if (stat.mode & 0o2000) return '30;43';
      if (stat.mode & 0o111) return '01;32';
      if (ARCHIVES.test(name)) return '01;31';
      return IMAGES.test(name) ? '01;35' : undefined;
  }
}

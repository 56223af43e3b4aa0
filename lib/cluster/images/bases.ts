/** Families of root file systems. `distroless` and `scratch` have no shell; `scratch` has nothing at all. */
export type ImageBase = 'debian' | 'ubuntu' | 'alpine' | 'busybox' | 'distroless' | 'scratch' | Rhel;
type Rhel = 'centos' | 'rocky' | 'almalinux' | 'fedora' | 'amazonlinux' | 'oracle' | 'ubi' | 'photon';

/** A family, with a release: `debian:12`. */
export type Base = ImageBase | `${ImageBase}:${string}`;

const COREUTILS =
  '[ arch b2sum base32 base64 basename cat chgrp chmod chown cksum comm cp csplit cut date dd df dir dirname du echo env expand expr factor false fmt fold groups head hostid id install join kill link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup nproc numfmt od paste pathchk pinky pr printenv printf ptx pwd readlink realpath rm rmdir runcon seq sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty sum sync tac tail tee test timeout touch tr true truncate tsort tty uname unexpand uniq unlink users vdir wc who whoami yes';
const DEBIAN = `bash sh dash ${COREUTILS} awk mawk diff cmp egrep fgrep find getent getopt grep gzip gunzip hostname login more mount perl sed su tar umount which xargs zcat dpkg apt apt-get apt-cache apt-mark`;
const RHEL = `bash sh ${COREUTILS} awk curl diff cmp egrep fgrep find getent grep gzip gunzip ldd more rpm sed tar vi xargs zcat dnf yum microdnf`;
const BUSYBOX =
  '[ [[ adduser arch arp ash awk base64 basename bc cat chgrp chmod chown chroot cksum clear cmp comm cp cut date dd df diff dirname dmesg du echo egrep env expand expr false fgrep find fold free getopt grep gunzip gzip head hexdump hostid hostname httpd id ifconfig install ip kill killall less ln logger login ls lsof md5sum mkdir mkfifo mknod mktemp more mount mv nc netstat nice nl nohup nproc nslookup od paste ping pgrep pidof pkill printenv printf ps pwd readlink realpath reset rev rm rmdir route sed seq sh sha1sum sha256sum sha512sum shuf sleep sort split stat strings stty su sync tac tail tar tee telnet test time timeout top touch tr true truncate tty umount uname uniq unlink uptime usleep vi watch wc wget which who whoami xargs xxd yes zcat';

/** Commands that a base has, by the names of their programs. What the table of programs lacks is left out. */
export function commandsOf(family: ImageBase): readonly string[] {
  switch (family) {
    case 'debian':
    case 'ubuntu':
      return DEBIAN.split(' ');
    case 'alpine':
      return `${BUSYBOX} apk getent`.split(' ');
    case 'busybox':
      return BUSYBOX.split(' ');
    case 'distroless':
    case 'scratch':
      return [];
    default:
      return RHEL.split(' ');
  }
}

/** The family and the release of a base; without one, the family's newest. */
export function baseOf(base: Base): { readonly family: ImageBase; readonly release: string } {
  const [family, release] = base.split(':') as [ImageBase, string | undefined];
  return { family, release: release ?? NEWEST[family] ?? '' };
}

const NEWEST: Partial<Record<ImageBase, string>> = {
  debian: '12',
  ubuntu: '24.04',
  alpine: '3.22.2',
  centos: '7',
  rocky: '9.6',
  almalinux: '9.6',
  fedora: '43',
  amazonlinux: '2023',
  oracle: '9.6',
  ubi: '9.6',
  photon: '5.0',
};

const DEBIAN_NAMES: Readonly<Record<string, string>> = {
  '8': 'jessie',
  '9': 'stretch',
  '10': 'buster',
  '11': 'bullseye',
  '12': 'bookworm',
  '13': 'trixie',
};
const UBUNTU_NAMES: Readonly<Record<string, readonly [full: string, name: string]>> = {
  '14.04': ['14.04.6 LTS', 'Trusty Tahr'],
  '16.04': ['16.04.7 LTS', 'Xenial Xerus'],
  '18.04': ['18.04.6 LTS', 'Bionic Beaver'],
  '20.04': ['20.04.6 LTS', 'Focal Fossa'],
  '22.04': ['22.04.5 LTS', 'Jammy Jellyfish'],
  '24.04': ['24.04.3 LTS', 'Noble Numbat'],
  '25.04': ['25.04', 'Plucky Puffin'],
  '25.10': ['25.10', 'Questing Quokka'],
};

/** /etc/os-release of a base; undefined for those without. */
export function osRelease(base: Base): string | undefined {
  const { family, release } = baseOf(base);
  const major = release.split('.')[0]!;
  switch (family) {
    case 'debian': {
      const name = DEBIAN_NAMES[major] ?? 'sid';
      return `PRETTY_NAME="Debian GNU/Linux ${major} (${name})"\nNAME="Debian GNU/Linux"\nVERSION_ID="${major}"\nVERSION="${major} (${name})"\nVERSION_CODENAME=${name}\nID=debian\nHOME_URL="https://www.debian.org/"\nSUPPORT_URL="https://www.debian.org/support"\nBUG_REPORT_URL="https://bugs.debian.org/"\n`;
    }
    case 'ubuntu': {
      const [full, name] = UBUNTU_NAMES[release] ?? [release, 'Noble Numbat'];
      const code = name.split(' ')[0]!.toLowerCase();
      return `PRETTY_NAME="Ubuntu ${full}"\nNAME="Ubuntu"\nVERSION_ID="${release}"\nVERSION="${full} (${name})"\nVERSION_CODENAME=${code}\nID=ubuntu\nID_LIKE=debian\nHOME_URL="https://www.ubuntu.com/"\nUBUNTU_CODENAME=${code}\n`;
    }
    case 'alpine':
      return `NAME="Alpine Linux"\nID=alpine\nVERSION_ID=${release}\nPRETTY_NAME="Alpine Linux v${release.split('.').slice(0, 2).join('.')}"\nHOME_URL="https://alpinelinux.org/"\nBUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"\n`;
    case 'distroless':
      return `PRETTY_NAME="Distroless"\nNAME="Debian GNU/Linux"\nID="debian"\nVERSION_ID="12"\nVERSION="Debian GNU/Linux 12 (bookworm)"\nHOME_URL="https://github.com/GoogleContainerTools/distroless"\nSUPPORT_URL="https://github.com/GoogleContainerTools/distroless/blob/master/README.md"\nBUG_REPORT_URL="https://github.com/GoogleContainerTools/distroless/issues/new"\n`;
    case 'busybox':
    case 'scratch':
      return undefined;
    default:
      return rhelRelease(family, release, major);
  }
}

function rhelRelease(family: Rhel, release: string, major: string): string {
  const [name, id, nick] = {
    centos: ['CentOS Linux', 'centos', 'Core'],
    rocky: ['Rocky Linux', 'rocky', 'Blue Onyx'],
    almalinux: ['AlmaLinux', 'almalinux', 'Sage Margay'],
    fedora: ['Fedora Linux', 'fedora', 'Container Image'],
    amazonlinux: ['Amazon Linux', 'amzn', ''],
    oracle: ['Oracle Linux Server', 'ol', ''],
    ubi: ['Red Hat Enterprise Linux', 'rhel', 'Plow'],
    photon: ['VMware Photon OS', 'photon', ''],
  }[family] as [string, string, string];
  const number = family === 'centos' ? major : release;
  const version = nick ? `${number} (${nick})` : number;
  return `NAME="${name}"\nVERSION="${version}"\nID="${id}"\nVERSION_ID="${number}"\nPRETTY_NAME="${name} ${version}"\n`;
}

const NOLOGIN = '/usr/sbin/nologin';

/** /etc/passwd of a base. */
export function passwdOf(family: ImageBase): string {
  const line = (name: string, id: number, home: string, shell: string) => `${name}:x:${id}:${id}:${name}:${home}:${shell}\n`;
  switch (family) {
    case 'debian':
    case 'ubuntu':
      return [
        line('root', 0, '/root', '/bin/bash'),
        line('daemon', 1, '/usr/sbin', NOLOGIN),
        line('www-data', 33, '/var/www', NOLOGIN),
        ...(family === 'ubuntu' ? ['ubuntu:x:1000:1000:Ubuntu:/home/ubuntu:/bin/bash\n'] : []),
        line('nobody', 65534, '/nonexistent', NOLOGIN),
      ].join('');
    case 'alpine':
      return line('root', 0, '/root', '/bin/sh') + line('bin', 1, '/bin', '/sbin/nologin') + line('nobody', 65534, '/', '/sbin/nologin');
    case 'busybox':
      return [
        line('root', 0, '/root', '/bin/sh'),
        line('daemon', 1, '/usr/sbin', '/bin/false'),
        line('www-data', 33, '/var/www', '/bin/false'),
        line('nobody', 65534, '/home', '/bin/false'),
      ].join('');
    case 'distroless':
      return (
        line('root', 0, '/root', '/sbin/nologin') +
        line('nobody', 65534, '/nonexistent', '/sbin/nologin') +
        line('nonroot', 65532, '/home/nonroot', '/sbin/nologin')
      );
    case 'scratch':
      return '';
    default:
      return line('root', 0, '/root', '/bin/bash') + line('bin', 1, '/bin', '/sbin/nologin') + line('nobody', 65534, '/', '/sbin/nologin');
  }
}

export const GROUP = 'root:x:0:\ndaemon:x:1:\ntty:x:5:\nwww-data:x:33:\nnogroup:x:65534:\n';

/** Debian's own: the prompt of every interactive bash. */
const BASHRC =
  '# System-wide .bashrc file for interactive bash(1) shells.\n[ -z "${PS1-}" ] && return\nPS1=\'${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ \'\n';
/** Red Hat's: `[root@host /]# `. */
const RHEL_BASHRC = '# /etc/bashrc\n[ -z "${PS1-}" ] && return\nPS1=\'[\\u@\\h \\W]\\$ \'\n';
const RHEL_OWN = '# .bashrc\n\n# Source global definitions\nif [ -f /etc/bashrc ]; then\n\t. /etc/bashrc\nfi\n';
const OWN_BASHRC: readonly [string, string] = ['/root/.bashrc', '# ~/.bashrc: executed by bash(1) for non-login shells.\n'];
const DEBIAN_VERSIONS: Readonly<Record<string, string>> = {
  '8': '8.11',
  '9': '9.13',
  '10': '10.13',
  '11': '11.11',
  '12': '12.12',
  '13': '13.1',
};

/** Other files that images of a base have. */
export function baseFiles(base: Base): readonly (readonly [path: string, text: string])[] {
  const { family, release } = baseOf(base);
  switch (family) {
    case 'debian':
      return [['/etc/bash.bashrc', BASHRC], ['/etc/debian_version', `${DEBIAN_VERSIONS[release] ?? release}\n`], OWN_BASHRC];
    case 'ubuntu':
      return [['/etc/bash.bashrc', BASHRC], OWN_BASHRC];
    case 'alpine':
      return [['/etc/alpine-release', `${release}\n`]];
    case 'busybox':
    case 'distroless':
    case 'scratch':
      return [];
    default: {
      const pretty = /PRETTY_NAME="([^"]*)"/.exec(osRelease(base) ?? '')?.[1] ?? family;
      return [
        ['/etc/system-release', `${pretty}\n`],
        ['/etc/bashrc', RHEL_BASHRC],
        ['/root/.bashrc', RHEL_OWN],
        ...(family === 'photon' ? [] : [['/etc/redhat-release', `${pretty}\n`] as const]),
      ];
    }
  }
}

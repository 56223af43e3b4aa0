import type { ImageBase } from './image';

const COREUTILS =
  '[ arch b2sum base32 base64 basename cat chgrp chmod chown cksum comm cp csplit cut date dd df dir dirname du echo env expand expr factor false fmt fold groups head hostid id install join kill link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup nproc numfmt od paste pathchk pinky pr printenv printf ptx pwd readlink realpath rm rmdir runcon seq sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty sum sync tac tail tee test timeout touch tr true truncate tsort tty uname unexpand uniq unlink users vdir wc who whoami yes';
const DEBIAN = `bash sh dash ${COREUTILS} awk mawk diff cmp egrep fgrep find getopt grep gzip gunzip hostname login more mount perl sed su tar umount which xargs zcat dpkg apt apt-get`;
const BUSYBOX =
  '[ [[ adduser arch arp ash awk base64 basename bc cat chgrp chmod chown chroot cksum clear cmp comm cp cut date dd df diff dirname dmesg du echo egrep env expand expr false fgrep find fold free getopt grep gunzip gzip head hexdump hostid hostname httpd id ifconfig install ip kill killall less ln logger login ls lsof md5sum mkdir mkfifo mknod mktemp more mount mv nc netstat nice nl nohup nproc nslookup od paste ping pgrep pidof pkill printenv printf ps pwd readlink realpath reset rev rm rmdir route sed seq sh sha1sum sha256sum sha512sum shuf sleep sort split stat strings stty su sync tac tail tar tee telnet test time timeout top touch tr true truncate tty umount uname uniq unlink uptime usleep vi watch wc wget which who whoami xargs xxd yes zcat';

/** Commands that a base image has, by the names of their programs. What the table of programs lacks is left out. */
export const COMMANDS: Readonly<Record<ImageBase, readonly string[]>> = {
  debian: DEBIAN.split(' '),
  ubuntu: DEBIAN.split(' '),
  alpine: `${BUSYBOX} apk`.split(' '),
  busybox: BUSYBOX.split(' '),
  distroless: [],
};

/** /etc/os-release of a base. */
export const OS_RELEASE: Readonly<Record<ImageBase, string | undefined>> = {
  debian: `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`,
  ubuntu: `PRETTY_NAME="Ubuntu 24.04.3 LTS"
NAME="Ubuntu"
VERSION_ID="24.04"
VERSION="24.04.3 LTS (Noble Numbat)"
VERSION_CODENAME=noble
ID=ubuntu
ID_LIKE=debian
HOME_URL="https://www.ubuntu.com/"
UBUNTU_CODENAME=noble
`,
  alpine: `NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.22.2
PRETTY_NAME="Alpine Linux v3.22"
HOME_URL="https://alpinelinux.org/"
BUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"
`,
  busybox: undefined,
  distroless: undefined,
};

export const PASSWD: Readonly<Record<ImageBase, string>> = {
  debian:
    'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  ubuntu:
    'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\nubuntu:x:1000:1000:Ubuntu:/home/ubuntu:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  alpine: 'root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n',
  busybox:
    'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n',
  distroless:
    'root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
};

export const GROUP = 'root:x:0:\ndaemon:x:1:\ntty:x:5:\nwww-data:x:33:\nnogroup:x:65534:\n';

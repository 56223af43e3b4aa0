import { installProgram } from '@/lib/hosts/base-system';
import type { Tree } from '@/lib/hosts/fs/tree';
import { writeAll } from './write-all';

const LIB = '/usr/lib/systemd/system';
const ETC = '/etc/systemd/system';

const unit = (description: string, lines: readonly string[], sections = ''): string =>
  `[Unit]\nDescription=${description}\n${lines.map((line) => `${line}\n`).join('')}${sections}`;

const target = (description: string, ...lines: readonly string[]): string =>
  unit(description, ['Documentation=man:systemd.special(7)', ...lines]);

const daemon = (
  description: string,
  doc: string,
  exec: string,
  more: readonly string[] = [],
  install = 'multi-user.target',
  lines: readonly string[] = [],
): string =>
  unit(
    description,
    [`Documentation=${doc}`, ...lines],
    `\n[Service]\nExecStart=${exec}\n${more.map((line) => `${line}\n`).join('')}${install ? `\n[Install]\nWantedBy=${install}\n` : ''}`,
  );

const oneshot = (description: string, exec: string, ...lines: readonly string[]): string =>
  unit(
    description,
    ['DefaultDependencies=no', 'Conflicts=shutdown.target', 'Before=sysinit.target shutdown.target', ...lines],
    `\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=${exec}\n`,
  );

const timer = (description: string, lines: readonly string[]): string =>
  unit(description, [], `\n[Timer]\n${lines.map((line) => `${line}\n`).join('')}\n[Install]\nWantedBy=timers.target\n`);

const job = (description: string, exec: string): string => unit(description, [], `\n[Service]\nType=oneshot\nExecStart=${exec}\n`);

const ending = (description: string, final: string): string =>
  target(description, 'DefaultDependencies=no', `Requires=${final}`, `After=${final}`, 'AllowIsolate=yes');

/** What an Ubuntu server's systemd comes with: targets, daemons, timers, sockets. Ubuntu's own, shortened to what has an effect here. */
const UNITS: Readonly<Record<string, string>> = {
  'sysinit.target': target(
    'System Initialization',
    'Conflicts=emergency.service emergency.target',
    'Wants=local-fs.target swap.target',
    'After=local-fs.target swap.target emergency.service emergency.target',
  ),
  'basic.target': target(
    'Basic System',
    'Requires=sysinit.target',
    'Wants=sockets.target timers.target paths.target slices.target',
    'After=sysinit.target sockets.target paths.target slices.target',
  ),
  'multi-user.target': target(
    'Multi-User System',
    'Requires=basic.target',
    'Conflicts=rescue.service rescue.target',
    'After=basic.target rescue.service rescue.target',
    'AllowIsolate=yes',
  ),
  'graphical.target': target(
    'Graphical Interface',
    'Requires=multi-user.target',
    'Wants=display-manager.service',
    'Conflicts=rescue.service rescue.target',
    'After=multi-user.target rescue.service rescue.target display-manager.service',
    'AllowIsolate=yes',
  ),
  'rescue.target': target('Rescue Mode', 'Requires=sysinit.target', 'After=sysinit.target', 'AllowIsolate=yes'),
  'emergency.target': target('Emergency Mode', 'DefaultDependencies=no', 'AllowIsolate=yes'),
  'local-fs.target': target('Local File Systems', 'DefaultDependencies=no', 'Conflicts=shutdown.target', 'OnFailure=emergency.target'),
  'remote-fs.target':
    target('Remote File Systems', 'DefaultDependencies=no', 'Conflicts=shutdown.target') + '\n[Install]\nWantedBy=multi-user.target\n',
  'swap.target': target('Swaps', 'DefaultDependencies=no', 'Conflicts=shutdown.target'),
  'sockets.target': target('Socket Units'),
  'timers.target': target('Timer Units', 'DefaultDependencies=no', 'Conflicts=shutdown.target'),
  'paths.target': target('Path Units'),
  'slices.target': target('Slice Units', 'Wants=-.slice system.slice user.slice', 'After=-.slice system.slice user.slice'),
  'network.target': target('Network', 'After=network-pre.target', 'RefuseManualStart=yes'),
  'network-pre.target': target('Preparation for Network', 'RefuseManualStart=yes'),
  'network-online.target': target('Network is Online', 'After=network.target'),
  'nss-lookup.target': target('Host and Network Name Lookups', 'RefuseManualStart=yes'),
  'nss-user-lookup.target': target('User and Group Name Lookups', 'RefuseManualStart=yes'),
  'time-set.target': target('System Time Set', 'RefuseManualStart=yes'),
  'time-sync.target': target('System Time Synchronized', 'RefuseManualStart=yes', 'After=time-set.target'),
  'getty.target': target('Login Prompts'),
  'shutdown.target': target('System Shutdown', 'DefaultDependencies=no', 'RefuseManualStart=yes'),
  'umount.target': target('Unmount All Filesystems', 'DefaultDependencies=no', 'RefuseManualStart=yes'),
  'reboot.target': ending('System Reboot', 'shutdown.target'),
  'poweroff.target': ending('System Power Off', 'shutdown.target'),
  'halt.target': ending('System Halt', 'shutdown.target'),
  '-.slice': unit('Root Slice', ['DefaultDependencies=no', 'IgnoreOnIsolate=yes']),
  'system.slice': unit('System Slice', ['DefaultDependencies=no', 'Before=slices.target']),
  'user.slice': unit('User and Session Slice', ['DefaultDependencies=no', 'Before=slices.target']),
  'dbus.socket': unit('D-Bus System Message Bus Socket', [], '\n[Socket]\nListenStream=/run/dbus/system_bus_socket\n'),
  'systemd-journald.socket': unit(
    'Journal Sockets',
    ['DefaultDependencies=no', 'IgnoreOnIsolate=yes'],
    '\n[Socket]\nListenStream=/run/systemd/journal/stdout\nListenDatagram=/run/systemd/journal/socket\n',
  ),
  'systemd-udevd-kernel.socket': unit(
    'udev Kernel Socket',
    ['DefaultDependencies=no', 'IgnoreOnIsolate=yes'],
    '\n[Socket]\nService=systemd-udevd.service\nListenNetlink=kobject-uevent 1\n',
  ),
  'syslog.socket': unit(
    'Syslog Socket',
    ['DefaultDependencies=no'],
    '\n[Socket]\nListenDatagram=/run/systemd/journal/syslog\nService=rsyslog.service\n',
  ),
  'systemd-journald.service': daemon(
    'Journal Service',
    'man:systemd-journald.service(8) man:journald.conf(5)',
    '/usr/lib/systemd/systemd-journald',
    ['Type=notify', 'Restart=always', 'RestartSec=0', 'Sockets=systemd-journald.socket'],
    '',
    ['DefaultDependencies=no', 'Before=sysinit.target', 'IgnoreOnIsolate=yes'],
  ),
  'systemd-udevd.service': daemon(
    'Rule-based Manager for Device Events and Files',
    'man:systemd-udevd.service(8) man:udev(7)',
    '/usr/lib/systemd/systemd-udevd',
    ['Type=notify', 'Restart=always', 'RestartSec=0', 'KillMode=mixed'],
    '',
    ['DefaultDependencies=no', 'Before=sysinit.target', 'IgnoreOnIsolate=yes'],
  ),
  'systemd-networkd.service': daemon(
    'Network Configuration',
    'man:systemd-networkd.service(8)',
    '/usr/lib/systemd/systemd-networkd',
    ['Type=notify', 'Restart=on-failure', 'RestartSec=0'],
    'multi-user.target',
    ['Wants=network.target', 'Before=network.target'],
  ),
  'systemd-resolved.service': daemon(
    'Network Name Resolution',
    'man:systemd-resolved.service(8)',
    '/usr/lib/systemd/systemd-resolved',
    ['Type=notify', 'Restart=always', 'RestartSec=0'],
    'multi-user.target',
    ['Wants=nss-lookup.target', 'Before=network.target nss-lookup.target'],
  ),
  'systemd-timesyncd.service': daemon(
    'Network Time Synchronization',
    'man:systemd-timesyncd.service(8)',
    '/usr/lib/systemd/systemd-timesyncd',
    ['Type=notify', 'Restart=always', 'RestartSec=0'],
    'sysinit.target',
    ['DefaultDependencies=no', 'Wants=time-set.target', 'Before=sysinit.target time-set.target', 'Conflicts=shutdown.target'],
  ),
  'systemd-logind.service': daemon(
    'User Login Management',
    'man:sd-login(3) man:systemd-logind.service(8)',
    '/usr/lib/systemd/systemd-logind',
    ['Type=notify', 'Restart=always', 'RestartSec=0'],
    '',
    ['Wants=dbus.socket', 'After=dbus.socket'],
  ),
  'dbus.service': daemon(
    'D-Bus System Message Bus',
    'man:dbus-daemon(1)',
    '@/usr/bin/dbus-daemon @dbus-daemon --system --address=systemd: --nofork --nopidfile --systemd-activation --syslog-only',
    ['Type=notify', 'OOMScoreAdjust=-900'],
    '',
    ['Requires=dbus.socket'],
  ),
  'rsyslog.service': daemon(
    'System Logging Service',
    'man:rsyslogd(8) man:rsyslog.conf(5) https://www.rsyslog.com/doc/',
    '/usr/sbin/rsyslogd -n -iNONE',
    ['Type=notify', 'Restart=on-failure', 'LimitNOFILE=16384'],
    'multi-user.target',
    ['Requires=syslog.socket'],
  ),
  'cron.service': daemon(
    'Regular background program processing daemon',
    'man:cron(8)',
    '/usr/sbin/cron -f -P $EXTRA_OPTS',
    ['EnvironmentFile=-/etc/default/cron', 'IgnoreSIGPIPE=false', 'KillMode=process', 'Restart=on-failure'],
    'multi-user.target',
    ['After=remote-fs.target nss-user-lookup.target'],
  ),
  'systemd-sysctl.service': oneshot('Apply Kernel Variables', '/usr/sbin/sysctl --system --quiet', 'After=systemd-modules-load.service'),
  'systemd-modules-load.service': oneshot('Load Kernel Modules', '/usr/lib/systemd/systemd-modules-load'),
  'systemd-remount-fs.service': oneshot('Remount Root and Kernel File Systems', '/usr/bin/true'),
  'systemd-tmpfiles-setup.service': oneshot('Create System Files and Directories', '/usr/bin/true'),
  'apparmor.service': oneshot('Load AppArmor profiles', '/usr/bin/true'),
  'ufw.service': `${oneshot('Uncomplicated firewall', '/usr/bin/true')}\n[Install]\nWantedBy=multi-user.target\n`,
  'getty@.service': unit(
    'Getty on %I',
    ['Before=getty.target', 'IgnoreOnIsolate=yes'],
    '\n[Service]\nExecStart=-/sbin/agetty -o "-p -- \\\\u" --noclear - linux\nType=idle\nRestart=always\nRestartSec=0\n\n[Install]\nWantedBy=getty.target\nDefaultInstance=tty1\n',
  ),
  'apt-daily.timer': timer('Daily apt download activities', ['OnCalendar=*-*-* 6,18:00', 'RandomizedDelaySec=12h', 'Persistent=true']),
  'apt-daily-upgrade.timer': timer('Daily apt upgrade and clean activities', [
    'OnCalendar=*-*-* 6:00',
    'RandomizedDelaySec=60m',
    'Persistent=true',
  ]),
  'logrotate.timer': timer('Daily rotation of log files', ['OnCalendar=daily', 'RandomizedDelaySec=1h', 'Persistent=true']),
  'fstrim.timer': timer('Discard unused filesystem blocks once a week', [
    'OnCalendar=weekly',
    'AccuracySec=1h',
    'Persistent=true',
    'RandomizedDelaySec=100min',
  ]),
  'man-db.timer': timer('Daily man-db regeneration', ['OnCalendar=daily', 'RandomizedDelaySec=12h', 'Persistent=true']),
  'systemd-tmpfiles-clean.timer': unit('Daily Cleanup of Temporary Directories', [], '\n[Timer]\nOnBootSec=15min\nOnUnitActiveSec=1d\n'),
  'apt-daily.service': job('Daily apt download activities', '/usr/bin/true'),
  'apt-daily-upgrade.service': job('Daily apt upgrade and clean activities', '/usr/bin/true'),
  'logrotate.service': job('Rotate log files', '/usr/bin/true'),
  'fstrim.service': job('Discard unused blocks on filesystems from /etc/fstab', '/usr/bin/true'),
  'man-db.service': job('Daily man-db regeneration', '/usr/bin/true'),
  'systemd-tmpfiles-clean.service': job('Cleanup of Temporary Directories', '/usr/bin/true'),
};

/** Links by which targets pull in what there is. */
const WANTS: Readonly<Record<string, readonly string[]>> = {
  [`${LIB}/sysinit.target.wants`]: [
    'systemd-journald.service',
    'systemd-udevd.service',
    'systemd-sysctl.service',
    'systemd-modules-load.service',
    'systemd-remount-fs.service',
    'systemd-tmpfiles-setup.service',
    'apparmor.service',
  ],
  [`${LIB}/sockets.target.wants`]: ['dbus.socket', 'systemd-journald.socket', 'systemd-udevd-kernel.socket', 'syslog.socket'],
  [`${LIB}/timers.target.wants`]: ['systemd-tmpfiles-clean.timer'],
  [`${LIB}/multi-user.target.wants`]: ['getty.target', 'systemd-logind.service', 'dbus.service'],
  [`${ETC}/multi-user.target.wants`]: [
    'cron.service',
    'rsyslog.service',
    'systemd-networkd.service',
    'systemd-resolved.service',
    'remote-fs.target',
    'ufw.service',
  ],
  [`${ETC}/sysinit.target.wants`]: ['systemd-timesyncd.service'],
  [`${ETC}/timers.target.wants`]: ['apt-daily.timer', 'apt-daily-upgrade.timer', 'logrotate.timer', 'fstrim.timer', 'man-db.timer'],
};

/** Daemons of an Ubuntu server, by the file that their unit runs. What is `host-daemon` only stands there. */
const DAEMONS: readonly (readonly [path: string, program: string])[] = [
  ['/usr/lib/systemd/systemd', 'systemd'],
  ['/usr/sbin/host-daemon', 'host-daemon'],
  ['/usr/lib/systemd/systemd-journald', 'host-daemon'],
  ['/usr/lib/systemd/systemd-resolved', 'systemd-resolved'],
  ['/usr/sbin/cron', 'host-daemon'],
  ...['systemd-udevd', 'systemd-networkd', 'systemd-timesyncd', 'systemd-logind'].map(
    (name) => [`/usr/lib/systemd/${name}`, name] as const,
  ),
  ['/usr/lib/systemd/systemd-modules-load', 'systemd-modules-load'],
  ['/usr/bin/dbus-daemon', 'dbus-daemon'],
  ['/usr/sbin/rsyslogd', 'rsyslogd'],
];

const CRONTAB = `# /etc/crontab: system-wide crontab
SHELL=/bin/sh
# m h dom mon dow user	command
`;

/** Lays the units of Ubuntu's systemd and the daemons that they run. */
export function layStandardUnits(tree: Tree): void {
  for (const [path, program] of DAEMONS) {
    tree.mkdirs(path.slice(0, path.lastIndexOf('/')));
    if (tree.tryFind(path, false)) tree.unlink(path);
    installProgram(tree, path, program);
  }
  writeAll(tree, Object.fromEntries(Object.entries(UNITS).map(([name, text]) => [`${LIB}/${name}`, text])));
  for (const path of ['/etc/cron.d', '/etc/cron.hourly', '/etc/cron.daily', '/etc/cron.weekly', '/etc/cron.monthly']) tree.mkdirs(path);
  tree.writeFile('/etc/crontab', CRONTAB, { mode: 0o644 });
  tree.symlink('graphical.target', `${LIB}/default.target`);
  tree.symlink('reboot.target', `${LIB}/ctrl-alt-del.target`);
  ['poweroff', 'rescue', 'multi-user', 'multi-user', 'multi-user', 'graphical', 'reboot'].forEach((name, level) =>
    tree.symlink(`${name}.target`, `${LIB}/runlevel${level}.target`),
  );
  for (const [folder, names] of Object.entries(WANTS)) {
    tree.mkdirs(folder);
    for (const name of names)
      if (!tree.tryFind(`${folder}/${name}`, false))
        tree.symlink(folder.startsWith(LIB) ? `../${name}` : `${LIB}/${name}`, `${folder}/${name}`);
  }
}

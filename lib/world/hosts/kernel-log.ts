import { HOST, type Kernel } from '@/lib/hosts/process/kernel';

/** What Linux says while it comes up, with the seconds after its start: of a virtual machine under KVM. */
function lines(kernel: Kernel): readonly (readonly [seconds: number, text: string, priority?: number])[] {
  const { settings } = kernel.state;
  const memory = Math.floor(Number(settings.get('hardware/memory') ?? 4 * 2 ** 30) / 1024);
  const cpus = Number(settings.get('hardware/cpus') ?? 2);
  const disk = Number(settings.get('hardware/disk') ?? 20 * 2 ** 30);
  const sectors = Math.floor(disk / 512);
  const release = '6.8.0-90-generic';
  const command = `BOOT_IMAGE=/vmlinuz-${release} root=LABEL=cloudimg-rootfs ro console=tty1 console=ttyS0`;
  return [
    [
      0,
      `Linux version ${release} (buildd@lcy02-amd64-075) (x86_64-linux-gnu-gcc-13 (Ubuntu 13.3.0-6ubuntu2~24.04) 13.3.0, GNU ld (GNU Binutils for Ubuntu) 2.42) #91-Ubuntu SMP PREEMPT_DYNAMIC`,
      5,
    ],
    [0, `Command line: ${command}`],
    [0, 'KERNEL supported cpus:'],
    [0, '  Intel GenuineIntel'],
    [0, '  AMD AuthenticAMD'],
    [0, 'BIOS-provided physical RAM map:'],
    [0, 'NX (Execute Disable) protection: active'],
    [0, 'DMI: QEMU Standard PC (Q35 + ICH9, 2009), BIOS 1.16.3-debian-1.16.3-2 04/01/2014'],
    [0, 'Hypervisor detected: KVM'],
    [0, 'kvm-clock: Using msrs 4b564d01 and 4b564d00'],
    [0.000001, 'tsc: Detected 2200.000 MHz processor'],
    [
      0.008212,
      `Memory: ${Math.floor(memory * 0.97)}K/${memory}K available (22528K kernel code, 4440K rwdata, 14428K rodata, 4980K init, 4716K bss, ${Math.floor(memory * 0.03)}K reserved, 0K cma-reserved)`,
    ],
    [0.012034, `Kernel command line: ${command}`, 5],
    [0.100411, `smpboot: Allowing ${cpus} CPUs, 0 hotplug CPUs`],
    [0.152301, `smp: Brought up 1 node, ${cpus} CPU${cpus === 1 ? '' : 's'}`],
    [0.330143, 'NET: Registered PF_NETLINK/PF_ROUTE protocol family'],
    [0.61202, 'TCP: Hash tables configured (established 32768 bind 32768)'],
    [0.880112, 'virtio_blk virtio1: 2/0/0 default/read/poll queues'],
    [
      0.88342,
      `virtio_blk virtio1: [vda] ${sectors} 512-byte logical blocks (${(disk / 1e9).toFixed(1)} GB/${(disk / 2 ** 30).toFixed(1)} GiB)`,
    ],
    [0.890011, ' vda: vda1 vda14 vda15'],
    [1.10421, 'virtio_net virtio0 eth0: renamed from enp1s0'],
    [1.650321, 'EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none.'],
    [2.010034, `systemd[1]: Inserted module 'autofs4'`],
    [2.101101, `systemd[1]: Hostname set to <${kernel.state.ns(HOST).hostname}>.`],
    [2.900412, 'EXT4-fs (vda1): re-mounted. Quota mode: none.'],
    [
      3.302001,
      'audit: type=1400 audit: apparmor="STATUS" operation="profile_load" profile="unconfined" name="lsb_release" pid=350 comm="apparmor_parser"',
      5,
    ],
    [4.00121, 'IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready'],
  ];
}

/** Writes what the kernel of a machine that has just been switched on says into its journal. */
export function kernelLog(kernel: Kernel): void {
  const { state } = kernel;
  // systemd is there within the same moment.
  for (const [, text, priority = 6] of lines(kernel))
    state.writeJournal('kernel', 0, text, { identifier: 'kernel', priority, transport: 'kernel' }, state.bootedAt);
}

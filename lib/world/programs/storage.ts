import { drivers } from '@/lib/cluster/storage/drivers';
import type { Program, ProgramTable } from '@/lib/hosts/process/program';
import { flag, klogHead, printError, untilSignal } from './daemon';
import { operatorProgram } from './operator';

/** A CSI driver's plugin: its controller service works where its sidecars are (see addons/csi). */
const csiPlugin = (name: string): Program =>
  operatorProgram(name, {
    started: (sys) =>
      `${klogHead(sys.now(), 1)}driver.go:70] "Driver Information" Driver="${name}"\n${klogHead(sys.now(), 1)}server.go:118] "Listening for connections" address="/csi/csi.sock"\n`,
  });

/** quay.io/cephcsi/cephcsi is one binary for all its drivers: `--type=rbd --drivername=rook-ceph.rbd.csi.ceph.com`. */
const cephCsi: Program = (sys, argv) => {
  const name = flag(argv, 'drivername') ?? `${flag(argv, 'type') ?? 'rbd'}.csi.ceph.com`;
  return csiPlugin(drivers.has(name) ? name : `rook-ceph.${name}`)(sys, argv);
};

/** csi-provisioner, csi-attacher, node-driver-registrar …: what they do is the driver's operator's and the kubelet's to do. */
const csiSidecar: Program = function* (sys, argv) {
  const name = argv[0]?.split('/').pop() ?? '';
  yield* printError(sys, `${klogHead(sys.now(), 1)}main.go:120] "Version" version="${name}"\n`);
  if (argv.includes('--leader-election=true'))
    yield* printError(sys, `${klogHead(sys.now(), 1)}leaderelection.go:257] attempting to acquire leader lease...\n`);
  yield* untilSignal(sys);
  return 0;
};

/** Programs of storage drivers and provisioners. */
export function addStoragePrograms(programs: ProgramTable): ProgramTable {
  for (const name of drivers.keys()) programs.add(name, csiPlugin(name));
  return programs
    .add('csi-sidecar', csiSidecar)
    .add('cephcsi', cephCsi)
    .add(
      'snapshot-controller',
      operatorProgram('snapshot-controller', { started: (sys) => `${klogHead(sys.now(), 1)}main.go:169] "Version" version="v8.3.0"\n` }),
    )
    .add(
      'nfs-subdir-external-provisioner',
      operatorProgram('nfs-subdir-external-provisioner', {
        started: (sys) =>
          `${klogHead(sys.now(), 1)}leaderelection.go:242] attempting to acquire leader lease  default/${(sys.env().PROVISIONER_NAME ?? '').replace(/\//g, '-')}...\n`,
        complaint: (sys) =>
          ['NFS_SERVER', 'NFS_PATH', 'PROVISIONER_NAME'].every((name) => sys.env()[name])
            ? undefined
            : `${klogHead(sys.now(), 1, 'F')}provisioner.go:176] ${['NFS_SERVER', 'NFS_PATH'].find((name) => !sys.env()[name]) ? 'NFS_SERVER not set' : 'environment variable PROVISIONER_NAME is not set! Please set it.'}\n`,
      }),
    );
}

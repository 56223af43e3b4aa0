import type { CsiDriver } from '../../storage/drivers';
import type { Operator } from '../addon';
import { bindAttacher } from './attacher';
import { bindModifier } from './modifier';
import { bindProvisioner } from './provisioner';
import { bindResizer } from './resizer';
import { isControllerPod } from './sidecars';
import { bindSnapshotter } from './snapshotter';

/** A CSI driver's controller service with the sidecars that ask it. */
export const csiOperator = (driver: CsiDriver): Operator => ({
  name: driver.name,
  takes: isControllerPod,
  bind(context) {
    const parts = [
      bindProvisioner(context, driver),
      ...(driver.attachable ? [bindAttacher(context, driver)] : []),
      ...(driver.expandable ? [bindResizer(context, driver)] : []),
      ...(driver.attachable ? [bindModifier(context, driver)] : []),
      ...(driver.snapshots ? [bindSnapshotter(context, driver)] : []),
    ];
    return { resync: () => parts.forEach((part) => part.resync()) };
  },
});

import { fill, within, withinEach } from '../fill';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

const request = (item: any) => {
  const filled = fill(item, { allocationMode: 'ExactCount' });
  return filled.allocationMode === 'ExactCount' ? fill(filled, { count: 1 }) : filled;
};

/** Models SetDefaults_ExactDeviceRequest and SetDefaults_DeviceSubRequest. */
export function defaultClaimSpec(spec: any): any {
  return within(spec, 'devices', (devices: any) =>
    withinEach(devices, 'requests', (item: any) => withinEach(within(item, 'exactly', request), 'firstAvailable', request)),
  );
}

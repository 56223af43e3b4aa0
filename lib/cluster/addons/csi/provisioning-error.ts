/** A claim that cannot be served, in the driver's words. */
export class ProvisioningError extends Error {}

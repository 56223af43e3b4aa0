/** Network interfaces and IPv4 addresses of each that an instance type may have, as EC2 documents them. */
const LIMITS: Readonly<Record<string, readonly [enis: number, addresses: number]>> = {
  't3.nano': [2, 2],
  't3.micro': [2, 2],
  't3.small': [3, 4],
  't3.medium': [3, 6],
  't3.large': [3, 12],
  't3.xlarge': [4, 15],
  't3.2xlarge': [4, 15],
  'm5.large': [3, 10],
  'm5.xlarge': [4, 15],
  'm5.2xlarge': [4, 15],
  'm5.4xlarge': [8, 30],
  'm6i.large': [3, 10],
  'm6i.xlarge': [4, 15],
  'c5.large': [3, 10],
  'c5.xlarge': [4, 15],
  'r5.large': [3, 10],
};

export interface InstanceLimits {
  readonly enis: number;
  /** IPv4 addresses of one interface, its own first one included. */
  readonly addresses: number;
}

/** Undefined for an instance type that is not known here. */
export function limitsOf(type: string | undefined): InstanceLimits | undefined {
  const found = LIMITS[type ?? ''];
  return found && { enis: found[0], addresses: found[1] };
}

/** Pods that a node may have: amazon-eks-ami's max-pods-calculator.sh. With prefix delegation at most 110 (small machines). */
export function maxPods({ enis, addresses }: InstanceLimits, prefixDelegation = false): number {
  if (prefixDelegation) return Math.min(110, enis * (addresses - 1) * 16 + 2);
  return enis * (addresses - 1) + 2;
}

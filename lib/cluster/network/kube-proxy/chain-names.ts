import { createHash } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The first sixteen letters of the base32 text of a SHA-256: what kube-proxy ends its chains' names with. */
function shortHash(text: string): string {
  const bytes = createHash('sha256').update(text).digest();
  let out = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      out += ALPHABET[(value >> (bits - 5)) & 31];
      bits -= 5;
      if (out.length === 16) return out;
    }
  }
  return out;
}

export type ServiceChain = 'SVC' | 'SVL' | 'EXT' | 'FW';

/** `KUBE-SVC-…` of a service port (`namespace/name:port`). Models pkg/proxy/iptables servicePortPolicyClusterChain and its kin. */
export const serviceChain = (kind: ServiceChain, port: string, protocol: string): string =>
  `KUBE-${kind}-${shortHash(port + protocol.toLowerCase())}`;

/** `KUBE-SEP-…` of one endpoint (`ip:port`) of a service port. */
export const endpointChain = (port: string, protocol: string, endpoint: string): string =>
  `KUBE-SEP-${shortHash(port + protocol.toLowerCase() + endpoint)}`;

import { createHash } from 'node:crypto';
import { toBytes } from '@/lib/hosts/text';
import { blake2b } from './blake2b';

const TABLE = Array.from({ length: 256 }, (_, n) => {
  let value = n << 24;
  for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

/** POSIX cksum: a CRC of the bytes and of how many there are. */
export function crc(bytes: Uint8Array): number {
  let value = 0;
  const take = (byte: number) => (value = (value << 8) ^ TABLE[((value >>> 24) ^ byte) & 255]!);
  for (const byte of bytes) take(byte);
  for (let length = bytes.length; length > 0; length = Math.floor(length / 256)) take(length & 255);
  return ~value >>> 0;
}

/** BSD's 16 bit sum. */
export function bsdSum(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value = ((value >> 1) + ((value & 1) << 15) + byte) & 0xffff;
  return value;
}

/** System V's 16 bit sum. */
export function sysvSum(bytes: Uint8Array): number {
  let total = 0;
  for (const byte of bytes) total = (total + byte) >>> 0;
  const once = (total & 0xffff) + Math.floor(total / 65536);
  return (once & 0xffff) + Math.floor(once / 65536);
}

/** A digest in hexadecimal. `bits`: length, for BLAKE2b. */
export function digest(algorithm: string, text: string, bits = 512): string {
  const bytes = toBytes(text);
  if (algorithm === 'blake2b') return Buffer.from(blake2b(bytes, bits / 8)).toString('hex');
  return createHash(algorithm).update(bytes).digest('hex');
}

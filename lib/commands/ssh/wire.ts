/** Values as RFC 4251 lays them out. */

export const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** A string: its length and its bytes. */
export const field = (content: Buffer | string): Buffer => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return Buffer.concat([uint32(bytes.length), bytes]);
};

/** A whole number that is not negative, from its big-endian bytes. */
export function mpint(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start++;
  const digits = bytes.subarray(start);
  return field((digits[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits);
}

/** Reads such values one after the other. Throws RangeError at the end. */
export class WireReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  uint32(): number {
    return this.take(4).readUInt32BE(0);
  }

  field(): Buffer {
    return this.take(this.uint32());
  }

  text(): string {
    return this.field().toString('latin1');
  }

  rest(): Buffer {
    return this.take(this.bytes.length - this.at);
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  take(count: number): Buffer {
    if (count > this.bytes.length - this.at) throw new RangeError('incomplete message');
    const taken = this.bytes.subarray(this.at, this.at + count);
    this.at += count;
    return taken;
  }
}

/** Thrown for bytes that are not what they should be. */
export class ProtobufError extends Error {}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads protobuf's wire format, field by field. */
export class Reader {
  private at = 0;
  constructor(private readonly data: Uint8Array) {}

  get done(): boolean {
    return this.at >= this.data.length;
  }

  /** Number and wire type (0 varint, 1 64-bit, 2 length-delimited, 5 32-bit) of the next field. */
  tag(): { number: number; type: number } {
    const key = Number(this.unsigned());
    if (key >>> 3 === 0) throw new ProtobufError('proto: illegal tag 0');
    return { number: key >>> 3, type: key & 7 };
  }

  /** A varint as int64 (int32 is sign-extended to it on the wire). */
  int(): bigint {
    return BigInt.asIntN(64, this.unsigned());
  }

  bytes(): Uint8Array {
    const length = Number(this.unsigned());
    const end = this.at + length;
    if (end > this.data.length) throw new ProtobufError('unexpected EOF');
    const found = this.data.subarray(this.at, end);
    this.at = end;
    return found;
  }

  text(): string {
    try {
      return decoder.decode(this.bytes());
    } catch (error) {
      if (error instanceof ProtobufError) throw error;
      throw new ProtobufError('proto: invalid UTF-8 string');
    }
  }

  double(): number {
    if (this.at + 8 > this.data.length) throw new ProtobufError('unexpected EOF');
    const view = new DataView(this.data.buffer, this.data.byteOffset + this.at, 8);
    this.at += 8;
    return view.getFloat64(0, true);
  }

  skip(type: number): void {
    if (type === 0) this.unsigned();
    else if (type === 1) this.advance(8);
    else if (type === 2) this.bytes();
    else if (type === 5) this.advance(4);
    else throw new ProtobufError(`proto: illegal wireType ${type}`);
  }

  private advance(by: number): void {
    if (this.at + by > this.data.length) throw new ProtobufError('unexpected EOF');
    this.at += by;
  }

  private unsigned(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.data[this.at++];
      if (byte === undefined) throw new ProtobufError('unexpected EOF');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new ProtobufError('proto: integer overflow');
  }
}

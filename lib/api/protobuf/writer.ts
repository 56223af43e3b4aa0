/** Writes protobuf's wire format: fields in the order they are given, each with its number. */
export class Writer {
  private bytes = Buffer.allocUnsafe(256);
  private length = 0;

  /** What has been written. */
  finish(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.length));
  }

  text(number: number, value: string): this {
    const size = Buffer.byteLength(value);
    this.head(number, 2, size);
    this.room(size);
    this.length += this.bytes.write(value, this.length, 'utf8');
    return this;
  }

  blob(number: number, value: Uint8Array): this {
    this.head(number, 2, value.length);
    this.room(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
    return this;
  }

  /** An int32, int64, bool or enum; negative numbers take ten bytes, as protobuf has it. */
  int(number: number, value: number | bigint | boolean): this {
    this.varint((number << 3) | 0);
    if (typeof value === 'boolean') this.varint(value ? 1 : 0);
    else if (typeof value === 'number' && value >= 0 && Number.isSafeInteger(value)) this.varint(value);
    else this.bigVarint(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  double(number: number, value: number): this {
    this.varint((number << 3) | 1);
    this.room(8);
    this.bytes.writeDoubleLE(value, this.length);
    this.length += 8;
    return this;
  }

  /** A message inside this one, written by `fill`. */
  message(number: number, fill: (inner: Writer) => void): this {
    const start = this.length;
    fill(this);
    // The length goes before what was just written: make room for it and its tag.
    const size = this.length - start;
    const head = new Writer().head(number, 2, size);
    this.room(head.length);
    this.bytes.copyWithin(start + head.length, start, this.length);
    head.bytes.copy(this.bytes, start, 0, head.length);
    this.length += head.length;
    return this;
  }

  private head(number: number, type: number, size: number): this {
    this.varint((number << 3) | type);
    this.varint(size);
    return this;
  }

  private varint(value: number): void {
    this.room(10);
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.length++] = rest;
  }

  private bigVarint(value: bigint): void {
    this.room(10);
    let rest = value;
    while (rest >= 0x80n) {
      this.bytes[this.length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.bytes[this.length++] = Number(rest);
  }

  private room(size: number): void {
    if (this.length + size <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + size));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }
}

const MOST_ELEMENTS = 2000;

/** One value of DER. */
export interface Element {
  readonly tag: number;
  /** With its head. */
  readonly whole: Buffer;
  readonly content: Buffer;
}

/** The DER values one after the other in `bytes`. Throws RangeError for what ends too early. */
export function elements(bytes: Buffer): Element[] {
  const found: Element[] = [];
  let at = 0;
  while (at < bytes.length && found.length < MOST_ELEMENTS) {
    const start = at;
    const tag = bytes[at++]!;
    let length = bytes[at++]!;
    if (length & 0x80) {
      const count = length & 0x7f;
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + (bytes[at++] ?? 0);
    }
    if (!(at + length <= bytes.length)) throw new RangeError('asn1: syntax error: data truncated');
    found.push({ tag, whole: bytes.subarray(start, at + length), content: bytes.subarray(at, at + length) });
    at += length;
  }
  return found;
}

/** Frames of SPDY/3.1 as far as port forwarding uses them. */
export type Frame =
  | { readonly type: 'open'; readonly stream: number; readonly fin: boolean; readonly block: Buffer }
  | { readonly type: 'data'; readonly stream: number; readonly fin: boolean; readonly data: Buffer }
  | { readonly type: 'reset'; readonly stream: number }
  | { readonly type: 'ping'; readonly id: number }
  | { readonly type: 'away' }
  | { readonly type: 'other' };

const [SYN_STREAM, SYN_REPLY, RST_STREAM, PING, GOAWAY] = [1, 2, 3, 6, 7] as const;
const FIN = 1;
const HEAD = 8;
const MOST_FRAME = 1024 * 1024;
/** Data frames are sent in pieces of this size. */
const PIECE = 32 * 1024;

/** Cuts a stream of bytes into frames. Throws when it is none of SPDY/3. */
export class FrameReader {
  private rest: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): Frame[] {
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    const frames: Frame[] = [];
    while (this.rest.length >= HEAD) {
      const length = this.rest.readUIntBE(5, 3);
      if (length > MOST_FRAME) throw new Error('frame too large');
      if (this.rest.length < HEAD + length) break;
      frames.push(parse(this.rest.subarray(0, HEAD), this.rest.subarray(HEAD, HEAD + length)));
      this.rest = this.rest.subarray(HEAD + length);
    }
    return frames;
  }
}

function parse(head: Buffer, body: Buffer): Frame {
  const first = head.readUInt32BE(0);
  const fin = (head[4]! & FIN) !== 0;
  if (first < 0x80000000) return { type: 'data', stream: first, fin, data: Buffer.from(body) };
  if (first >>> 16 !== 0x8003) throw new Error('not SPDY/3');
  const stream = () => body.readUInt32BE(0) & 0x7fffffff;
  switch (first & 0xffff) {
    case SYN_STREAM:
      return { type: 'open', stream: stream(), fin, block: Buffer.from(body.subarray(10)) };
    case RST_STREAM:
      return { type: 'reset', stream: stream() };
    case PING:
      return { type: 'ping', id: body.readUInt32BE(0) };
    case GOAWAY:
      return { type: 'away' };
    default:
      return { type: 'other' };
  }
}

function control(type: number, flags: number, body: Buffer): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE((0x80030000 | type) >>> 0, 0);
  head[4] = flags;
  head.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([head, body]);
}

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

export const replyFrame = (stream: number, block: Buffer): Buffer => control(SYN_REPLY, 0, Buffer.concat([number(stream), block]));
export const pingFrame = (id: number): Buffer => control(PING, 0, number(id));

/** Data in frames of a size that clients take; an empty one if there is nothing but the end to say. */
export function dataFrames(stream: number, data: Buffer, fin: boolean): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at < data.length || (at === 0 && fin); at += PIECE) {
    const piece = data.subarray(at, at + PIECE);
    const head = Buffer.alloc(HEAD);
    head.writeUInt32BE(stream, 0);
    head[4] = fin && at + PIECE >= data.length ? FIN : 0;
    head.writeUIntBE(piece.length, 5, 3);
    frames.push(head, piece);
  }
  return Buffer.concat(frames);
}

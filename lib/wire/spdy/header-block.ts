import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';
import { SPDY_DICTIONARY } from './dictionary';

const MOST_HEADERS = 64;
const MOST_BYTES = 64 * 1024;

/** Compresses or expands the header blocks of one direction of a connection: they share one stream and its state. */
class Flow {
  private readonly parts: Buffer[] = [];
  private size = 0;

  constructor(private readonly zlib: Deflate | Inflate) {
    zlib.on('data', (part: Buffer) => {
      this.size += part.length;
      if (this.size <= MOST_BYTES) this.parts.push(part);
    });
  }

  /** One block. Rejects when it is no zlib stream, or too large. */
  through(block: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const failed = (error: Error) => reject(error);
      this.zlib.once('error', failed);
      this.zlib.write(block);
      this.zlib.flush(constants.Z_SYNC_FLUSH, () => {
        this.zlib.off('error', failed);
        const whole = Buffer.concat(this.parts.splice(0));
        const tooLarge = this.size > MOST_BYTES;
        this.size = 0;
        if (tooLarge) reject(new Error('header block too large'));
        else resolve(whole);
      });
    });
  }
}

/** Header blocks of SPDY/3: names and values with their lengths, deflated with a preset dictionary. */
export class HeaderBlocks {
  private readonly incoming = new Flow(createInflate({ dictionary: SPDY_DICTIONARY }));
  private readonly outgoing = new Flow(createDeflate({ dictionary: SPDY_DICTIONARY }));

  async read(block: Buffer): Promise<ReadonlyMap<string, string>> {
    const bytes = await this.incoming.through(block);
    const headers = new Map<string, string>();
    let at = 0;
    const text = () => {
      const length = bytes.readUInt32BE(at);
      const value = bytes.toString('utf8', at + 4, at + 4 + length);
      at += 4 + length;
      return value;
    };
    const count = bytes.readUInt32BE(at);
    at += 4;
    if (count > MOST_HEADERS) throw new Error('too many headers');
    for (let i = 0; i < count; i++) {
      const name = text().toLowerCase();
      headers.set(name, text());
    }
    return headers;
  }

  /** A block without headers, which is all that port forwarding answers with. */
  writeEmpty(): Promise<Buffer> {
    return this.outgoing.through(Buffer.alloc(4));
  }
}

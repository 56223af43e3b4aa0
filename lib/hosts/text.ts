/**
 * Files and pipes carry strings. Bytes that are not UTF-8 ride as U+DC80..U+DCFF (Python's "surrogateescape"), so any
 * content survives a round trip and text stays text.
 */
const ESCAPE = 0xdc00;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

const ESCAPED = /[\udc80-\udcff]/;

/** The bytes a string stands for. */
export function toBytes(text: string): Uint8Array {
  // An escaped byte is a *lone* low surrogate; one that completes a pair is an ordinary character.
  if (!ESCAPED.test(text)) return encoder.encode(text);
  const parts: Uint8Array[] = [];
  let plain = '';
  let length = 0;
  const flush = () => {
    if (!plain) return;
    const bytes = encoder.encode(plain);
    parts.push(bytes);
    length += bytes.length;
    plain = '';
  };
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff) {
      flush();
      parts.push(Uint8Array.of(code - ESCAPE));
      length++;
    } else plain += character;
  }
  flush();
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The string that stands for some bytes. */
export function fromBytes(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return decodeEscaping(bytes);
  }
}

/** Length in bytes, as `wc -c` counts. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code <= 0xdbff && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes += 4;
      i++;
    } else if (code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff) bytes += 1;
    else bytes += 3;
  }
  return bytes;
}

function decodeEscaping(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length;) {
    const size = sequenceLength(bytes, i);
    if (size === 0) {
      out += String.fromCharCode(ESCAPE + bytes[i]!);
      i++;
    } else {
      out += decoder.decode(bytes.subarray(i, i + size));
      i += size;
    }
  }
  return out;
}

/** Length of the valid UTF-8 sequence at `i`, 0 if there is none. */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const lead = bytes[i]!;
  if (lead < 0x80) return 1;
  const size = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0;
  if (size === 0 || i + size > bytes.length) return 0;
  try {
    decoder.decode(bytes.subarray(i, i + size));
    return size;
  } catch {
    return 0;
  }
}

import { createHash } from 'node:crypto';
import { fromBytes, toBytes } from '@/lib/hosts/text';
import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote, quotef } from '../command/quote';
import { strerror } from '../command/stdio';

export const base64: Command = {
  name: 'base64',
  options: 'd,decode i,ignore-garbage w,wrap:',
  usage:
    'Usage: base64 [OPTION]... [FILE]\nBase64 encode or decode FILE, or standard input, to standard output.\n\nWith no FILE, or when FILE is -, read standard input.\n',
  *run(io, options) {
    const [path, extra] = options.operands;
    if (extra !== undefined) throw new UsageError(`extra operand ${localeQuote(extra)}`);
    const wrap = options.value('w') ?? '76';
    if (!/^\d+$/.test(wrap)) throw new Fatal(`invalid wrap size: ${localeQuote(wrap)}`);
    const input = yield* io.tryOpen(path ?? '-');
    if (!input) return 1;
    let text: string;
    try {
      text = yield* input.rest();
    } catch (error) {
      throw new Fatal(`read error: ${strerror(error)}`);
    }
    if (!options.has('d')) {
      const encoded = Buffer.from(toBytes(text)).toString('base64');
      const width = Number(wrap);
      if (width === 0) yield* io.print(encoded);
      else for (let at = 0; at < encoded.length; at += width) yield* io.print(`${encoded.slice(at, at + width)}\n`);
      return 0;
    }
    const clean = options.has('i') ? text.replace(/[^A-Za-z0-9+/=]/g, '') : text.replace(/\n/g, '');
    const good = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/.exec(clean)![0];
    const loose = good.length < clean.length ? /^[A-Za-z0-9+/]*/.exec(clean.slice(good.length))![0] : '';
    const partial = loose.slice(0, Math.floor(loose.length / 4) * 4 + (loose.length % 4 >= 2 ? loose.length % 4 : 0));
    yield* io.print(fromBytes(Buffer.from(good + partial, 'base64')));
    if (good.length === clean.length) return 0;
    throw new Fatal('invalid input');
  },
};

/** sha256sum and the like. */
function sum(name: string, algorithm: string): Command {
  return {
    name,
    options: 'b,binary c,check t,text tag z,zero ignore-missing quiet status strict w,warn',
    usage: `Usage: ${name} [OPTION]... [FILE]...\nPrint or check ${algorithm.toUpperCase()} checksums.\n`,
    *run(io, options) {
      const digest = (text: string) => createHash(algorithm).update(toBytes(text)).digest('hex');
      let code = 0;
      for (const path of options.operands.length ? options.operands : ['-']) {
        let text: string;
        try {
          text = yield* io.open(path).rest();
        } catch (error) {
          yield* io.error(`${quotef(path)}: ${strerror(error)}`);
          code = 1;
          continue;
        }
        if (!options.has('c')) {
          yield* io.print(
            options.has('tag')
              ? `${algorithm.toUpperCase()} (${path}) = ${digest(text)}\n`
              : `${digest(text)} ${options.has('b') ? '*' : ' '}${path}\n`,
          );
          continue;
        }
        let failed = 0;
        for (const line of text.split('\n').filter(Boolean)) {
          const m = /^([0-9a-f]+) [ *](.*)$/.exec(line);
          if (!m) continue;
          let ok = false;
          try {
            ok = digest(yield* io.open(m[2]!).rest()) === m[1];
          } catch (error) {
            yield* io.error(`${quotef(m[2]!)}: ${strerror(error)}`);
            if (!options.has('status')) yield* io.print(`${m[2]}: FAILED open or read\n`);
            failed++;
            continue;
          }
          if (!ok) failed++;
          if (!options.has('status') && !(ok && options.has('quiet'))) yield* io.print(`${m[2]}: ${ok ? 'OK' : 'FAILED'}\n`);
        }
        if (failed > 0) {
          if (!options.has('status')) yield* io.error(`WARNING: ${failed} computed checksum${failed > 1 ? 's' : ''} did NOT match`);
          code = 1;
        }
      }
      return code;
    },
  };
}

export const encodeCommands: readonly Command[] = [
  base64,
  sum('sha256sum', 'sha256'),
  sum('sha1sum', 'sha1'),
  sum('sha512sum', 'sha512'),
  sum('md5sum', 'md5'),
];

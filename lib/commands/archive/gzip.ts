import { gunzipSync, gzipSync } from 'node:zlib';
import { fromBytes, toBytes } from '@/lib/hosts/text';
import type { Command } from '../command/command';
import { isTerminal, strerror } from '../command/stdio';

/** gzip, gunzip and zcat: one program, three defaults. */
export const gzip: Command = {
  name: 'gzip',
  aliases: ['gunzip', 'zcat'],
  options:
    'c,stdout,to-stdout d,decompress,uncompress f,force k,keep l,list n,no-name N,name q,quiet r,recursive t,test v,verbose 1,fast 2 3 4 5 6 7 8 9,best S,suffix:',
  version: 'gzip 1.12',
  usage: 'Usage: gzip [OPTION]... [FILE]...\nCompress or uncompress FILEs (by default, compress FILES in-place).\n',
  refusal: "Try `gzip --help' for more information.\n",
  *run(io, options, sys) {
    const unpack = options.has('d', 't', 'l') || io.name !== 'gzip';
    const toStdout = options.has('c') || io.name === 'zcat';
    io.name = 'gzip';
    const suffix = options.value('S') ?? '.gz';
    const level = Number(options.last('1', '2', '3', '4', '5', '6', '7', '8', '9') ?? 6);
    let code = 0;
    for (const path of options.operands.length ? options.operands : ['-']) {
      const shown = path === '-' ? 'stdin' : path;
      if (path === '-' && !unpack && isTerminal(sys, 1) && !options.has('f')) {
        yield* io.error('compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h');
        return 1;
      }
      let source = path;
      if (unpack && path !== '-' && !sys.exists(path) && sys.exists(path + suffix)) source = path + suffix;
      const target = unpack ? source.replace(/\.tgz$/, '.tar.gz').replace(/(\.gz|\.z|\.Z|-gz)$/, '') : source + suffix;
      let text: string;
      try {
        if (source !== '-' && sys.stat(source).type === 'dir') {
          yield* io.error(`${source} is a directory -- ignored`);
          code ||= 2;
          continue;
        }
        if (source !== '-' && unpack && target === source && !toStdout && !options.has('t', 'l')) {
          yield* io.error(`${source}: unknown suffix -- ignored`);
          code ||= 2;
          continue;
        }
        if (source !== '-' && !unpack && source.endsWith(suffix) && !toStdout && !options.has('f')) {
          yield* io.error(`${source} already has ${suffix} suffix -- unchanged`);
          code ||= 2;
          continue;
        }
        text = yield* io.open(source).rest();
      } catch (error) {
        yield* io.error(
          `${unpack && !path.endsWith(suffix) && io.name === 'gzip' && path !== '-' ? path + (sys.exists(path) ? '' : suffix) : path}: ${strerror(error)}`,
        );
        code = 1;
        continue;
      }
      let out: string;
      if (unpack) {
        const bytes = toBytes(text);
        if (!(bytes[0] === 0x1f && bytes[1] === 0x8b)) {
          yield* io.stderr(
            `\ngzip: ${source === '-' ? 'stdin' : source}: ${bytes.length === 0 ? 'unexpected end of file' : 'not in gzip format'}\n`,
          );
          code = 1;
          continue;
        }
        try {
          out = fromBytes(gunzipSync(bytes));
        } catch (error) {
          const reason = /unexpected end/.test(String(error)) ? 'unexpected end of file' : 'invalid compressed data--format violated';
          yield* io.stderr(`\ngzip: ${shown}: ${reason}\n`);
          code = 1;
          continue;
        }
        if (options.has('t')) continue;
        if (options.has('l')) {
          const ratio = out.length ? (100 * (1 - (bytes.length - 18) / toBytes(out).length)).toFixed(1) : '0.0';
          yield* io.print('         compressed        uncompressed  ratio uncompressed_name\n');
          yield* io.print(
            `${String(bytes.length).padStart(19)} ${String(toBytes(out).length).padStart(19)} ${ratio.padStart(5)}% ${target}\n`,
          );
          continue;
        }
      } else out = fromBytes(gzipSync(toBytes(text), { level }));
      if (toStdout || source === '-') {
        yield* io.print(out);
        continue;
      }
      if (sys.exists(target) && !options.has('f')) {
        yield* io.error(`${target} already exists;\tnot overwritten`);
        code ||= 2;
        continue;
      }
      const stat = sys.stat(source);
      sys.writeFile(target, out, { mode: stat.mode & 0o777 });
      sys.utimes(target, stat.mtime);
      if (!options.has('k')) sys.unlink(source);
      if (options.has('v')) yield* io.stderr(`${source}:\t -- ${options.has('k') ? 'created' : 'replaced with'} ${target}\n`);
    }
    return code;
  },
};

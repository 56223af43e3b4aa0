import { toBytes } from '@/lib/hosts/text';
import type { Command } from '../command/command';
import { strerror } from '../command/stdio';
import { lstatOrUndefined } from '../files/paths';

/** What a file's content is, for the kinds that hosts have. */
function contentType(text: string): string {
  if (text === '') return 'empty';
  const bytes = toBytes(text.slice(0, 4096));
  if (text.startsWith('\x7fELF')) return 'ELF 64-bit LSB pie executable, x86-64, version 1 (SYSV), dynamically linked, stripped';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    return `gzip compressed data, from Unix, original size modulo 2^32 ${toBytes(text)
      .subarray(-4)
      .reduceRight((n, b) => n * 256 + b, 0)}`;
  if (text.slice(257, 262) === 'ustar') return text.slice(257, 265) === 'ustar  \0' ? 'POSIX tar archive (GNU)' : 'POSIX tar archive';
  if (text.startsWith('PK\x03\x04')) return 'Zip archive data';
  if (text.startsWith('-----BEGIN CERTIFICATE-----')) return 'PEM certificate';
  if (text.startsWith('-----BEGIN CERTIFICATE REQUEST-----')) return 'PEM certificate request';
  if (text.startsWith('-----BEGIN RSA PRIVATE KEY-----')) return 'PEM RSA private key';
  if (text.startsWith('-----BEGIN OPENSSH PRIVATE KEY-----')) return 'OpenSSH private key';
  if (/[\udc80-\udcff]/.test(text) || /[\0-\x06\x0e-\x1a\x1c-\x1f]/.test(text)) return 'data';
  const kind = /[^\x00-\x7f]/.test(text) ? 'Unicode text, UTF-8 text' : 'ASCII text';
  const longest = Math.max(...text.split('\n').map((line) => line.length));
  const long = longest > 300 ? `, with very long lines (${longest})` : '';
  const ends = /\r\n/.test(text) ? ', with CRLF line terminators' : text.includes('\n') ? '' : ', with no line terminators';
  const script = /^#! ?(\S+)(?: (\S+))?/.exec(text);
  if (script) {
    const shell = script[1]!.endsWith('/env') ? (script[2] ?? '') : script[1]!.split('/').pop()!;
    const name =
      shell === 'bash'
        ? 'Bourne-Again shell script'
        : shell === 'sh'
          ? 'POSIX shell script'
          : shell.startsWith('python')
            ? 'Python script'
            : `a ${script[0].slice(2).trim()} script`;
    return `${name}, ${kind} executable${long}${ends}`;
  }
  if (/^\s*[[{]/.test(text)) {
    try {
      JSON.parse(text);
      return 'JSON text data';
    } catch {
      // no JSON: plain text
    }
  }
  return `${kind}${long}${ends}`;
}

export const file: Command = {
  name: 'file',
  options: 'b,brief i,mime L,dereference h,no-dereference k,keep-going mime-type mime-encoding s,special-files z f: r,raw 0',
  version: 'file-5.45',
  usage: 'Usage: file [OPTION...] [FILE...]\nDetermine type of FILEs.\n',
  *run(io, options, sys) {
    if (options.operands.length === 0) {
      yield* io.stderr(
        'Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]\n            [--mime-type] [-e <testname>] [-F <separator>]  [-f <namefile>]\n            [-m <magicfiles>] [-P <parameter=value>] [--exclude-quiet]\n            <file> ...\n       file -C [-m <magicfiles>]\n       file [--help]\n',
      );
      return 1;
    }
    const width = Math.max(...options.operands.map((path) => path.length));
    for (const path of options.operands) {
      const lead = options.has('b') ? '' : `${path}: ${' '.repeat(width - path.length)}`;
      const stat =
        path === '-' ? undefined : options.has('L') ? (sys.exists(path) ? sys.stat(path) : undefined) : lstatOrUndefined(sys, path);
      let what: string;
      if (path !== '-' && !stat) what = `cannot open \`${path}' (No such file or directory)`;
      else if (stat?.type === 'dir') what = stat.mode & 0o1000 ? 'sticky, directory' : 'directory';
      else if (stat?.type === 'link') what = `${sys.exists(path) ? '' : 'broken '}symbolic link to ${sys.readlink(path)}`;
      else if (stat?.type === 'fifo') what = 'fifo (named pipe)';
      else if (stat?.type === 'char') what = 'character special (1/3)';
      else if (stat?.type === 'socket') what = 'socket';
      else {
        try {
          what = contentType(yield* io.open(path).rest());
        } catch (error) {
          what = `regular file, no read permission`;
          strerror(error);
        }
      }
      yield* io.print(`${lead}${what}\n`);
    }
    return 0;
  },
};

import { toBytes } from '@/lib/hosts/text';
import { Fatal, type Command } from '../command/command';
import { quote } from '../command/quote';
import { strerror } from '../command/stdio';

export const strings: Command = {
  name: 'strings',
  options: 'a,all d,data f,print-file-name n,bytes: t,radix: o e,encoding: s,output-separator: w,include-all-whitespace v,V',
  version: 'GNU strings (GNU Binutils for Ubuntu) 2.42',
  usage:
    "Usage: strings [option(s)] [file(s)]\n Display printable strings in [file(s)] (stdin by default)\n The options are:\n  -a - --all                Scan the entire file, not just the data section [default]\n  -d --data                 Only scan the data sections in the file\n  -f --print-file-name      Print the name of the file before each string\n  -n <number>               Locate & print any sequence of at least <number>\n    --bytes=<number>         displayable characters.  (The default is 4).\n  -t --radix={o,d,x}        Print the location of the string in base 8, 10 or 16\n  -w --include-all-whitespace Include all whitespace as valid string characters\n  -o                        An alias for --radix=o\n  -e --encoding={s,S,b,l,B,L} Select character size and endianness\n  -s --output-separator=<string> String used to separate strings in output.\n  -v -V --version           Print the program's version number\n",
  prepare: (args) => args.flatMap((arg) => (/^-\d+$/.test(arg) ? ['-n', arg.slice(1)] : [arg])),
  *run(io, options, sys) {
    const least = options.value('n') ?? '4';
    if (!/^\d+$/.test(least)) throw new Fatal(`invalid integer argument ${least}`);
    if (Number(least) < 1) throw new Fatal(`minimum string length is too small: ${Number(least)}`);
    const encoding = options.value('e') ?? 's';
    const step = { s: 1, S: 1, b: 2, l: 2, B: 4, L: 4 }[encoding];
    if (step === undefined) throw new Fatal(`invalid encoding ${encoding}`);
    const little = encoding === 'l' || encoding === 'L';
    const radix = options.last('o', 't') === 'o' ? 'o' : options.value('t');
    const separator = options.value('s') ?? '\n';
    const printable = (code: number) =>
      code === 9 || (code >= 32 && code < 127) || (encoding === 'S' && code > 127) || (options.has('w') && code >= 9 && code <= 13);
    let code = 0;
    for (const path of options.operands.length ? options.operands : ['-']) {
      let bytes: Uint8Array;
      try {
        if (path !== '-' && sys.stat(path).type === 'dir') {
          yield* io.stderr(`strings: Warning: '${path}' is a directory\n`);
          code = 1;
          continue;
        }
        bytes = toBytes(yield* io.open(path).rest());
      } catch (error) {
        const text = strerror(error);
        yield* io.error(text === 'No such file or directory' ? `${quote(path)}: No such file` : `${path}: ${text}`);
        code = 1;
        continue;
      }
      const unitAt = (at: number): number => {
        let value = 0;
        for (let k = 0; k < step; k++) value = value * 256 + bytes[little ? at + step - 1 - k : at + k]!;
        return value;
      };
      let run = '';
      let start = 0;
      for (let at = 0; at <= bytes.length;) {
        const unit = at + step <= bytes.length ? unitAt(at) : -1;
        if (unit >= 0 && printable(unit)) {
          if (run === '') start = at;
          run += String.fromCharCode(unit);
          at += step;
          continue;
        }
        if (run.length >= Number(least)) {
          const name = options.has('f') ? `${path === '-' ? '{standard input}' : path}: ` : '';
          const place = radix === undefined ? '' : `${start.toString({ o: 8, d: 10, x: 16 }[radix] ?? 10).padStart(7)} `;
          yield* io.print(name + place + run + separator);
        }
        at += run === '' ? 1 : step;
        run = '';
      }
    }
    return code;
  },
};

import { Fatal, type Command } from '../command/command';
import { strerror } from '../command/stdio';
import { parseScript, ScriptError } from './parse';
import { Sed } from './run';
import type { SedCommand } from './script';

const USAGE = `Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...

  -n, --quiet, --silent
                 suppress automatic printing of pattern space
      --debug
                 annotate program execution
  -e script, --expression=script
                 add the script to the commands to be executed
  -f script-file, --file=script-file
                 add the contents of script-file to the commands to be executed
  --follow-symlinks
                 follow symlinks when processing in place
  -i[SUFFIX], --in-place[=SUFFIX]
                 edit files in place (makes backup if SUFFIX supplied)
  -l N, --line-length=N
                 specify the desired line-wrap length for the \`l' command
  --posix
                 disable all GNU extensions.
  -E, -r, --regexp-extended
                 use extended regular expressions in the script
                 (for portability use POSIX -E).
  -s, --separate
                 consider files as separate rather than as a single,
                 continuous long stream.
      --sandbox
                 operate in sandbox mode (disable e/r/w commands).
  -u, --unbuffered
                 load minimal amounts of data from the input files and flush
                 the output buffers more often
  -z, --null-data
                 separate lines by NUL characters
      --help     display this help and exit
      --version  output version information and exit

If no -e, --expression, -f, or --file option is given, then the first
non-option argument is taken as the sed script to interpret.  All
remaining arguments are names of input files; if no input files are
specified, then the standard input is read.

GNU sed home page: <https://www.gnu.org/software/sed/>.
General help using GNU software: <https://www.gnu.org/gethelp/>.
`;

export const sed: Command = {
  name: 'sed',
  options:
    'n,quiet,silent debug e,expression: f,file: follow-symlinks i,in-place:: l,line-length: posix E,r,regexp-extended s,separate sandbox u,unbuffered z,null-data',
  usage: USAGE,
  refusal: USAGE,
  version: 'sed (GNU sed) 4.9',
  *run(io, options) {
    const operands = [...options.operands];
    const pieces: string[] = [];
    for (const option of options.given) {
      if (option.name === 'e') pieces.push(option.value!);
      else if (option.name === 'f') {
        try {
          pieces.push((yield* io.open(option.value!).rest()).replace(/\n$/, ''));
        } catch (error) {
          throw new Fatal(`couldn't open file ${option.value}: ${strerror(error)}`, 1);
        }
      }
    }
    if (!options.has('e', 'f')) {
      const script = operands.shift();
      if (script === undefined) {
        yield* io.stderr(USAGE);
        return 1;
      }
      pieces.push(script);
    }
    let text = pieces.join('\n');
    const quiet = options.has('n') || /^#n(\n|$)/.test(text);
    if (quiet && /^#n(\n|$)/.test(text)) text = text.slice(2);
    let commands: SedCommand[];
    try {
      commands = parseScript(text, options.has('E'));
    } catch (error) {
      if (error instanceof ScriptError) throw new Fatal(error.message, error.code);
      throw error;
    }
    const machine = new Sed(io, commands, {
      quiet,
      inPlace: options.has('i') ? (options.value('i') ?? '') : undefined,
      separate: options.has('s', 'i'),
      end: options.has('z') ? '\0' : '\n',
    });
    return yield* machine.run(operands.length ? operands : ['-']);
  },
};

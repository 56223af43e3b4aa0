import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { strerror } from '../command/stdio';
import { AwkSyntaxError, type AwkProgram } from './ast';
import { Awk, AwkExit } from './interpreter';
import { parseAwk } from './parse';
import { unescape } from './records';
import { fromInput } from './values';

const USAGE =
  'Usage: mawk [Options] [Program] [file ...]\n\nProgram:\n    The -f option value is the name of a file containing program text.\n    If no -f option is given, a "--" ends option processing; the following\n    parameters are the program text.\n';

export const awk: Command = {
  name: 'awk',
  aliases: ['mawk', 'gawk', 'nawk'],
  options: 'F,field-separator: v,assign: f,file: W:',
  settings: { stopAtOperand: true },
  usage: USAGE,
  version: 'mawk 1.3.4 20240123',
  usageStatus: 2,
  *run(io, options, sys) {
    io.name = 'awk';
    if (/^v/.test(options.value('W') ?? '')) {
      yield* io.print('mawk 1.3.4 20240123\n');
      return 0;
    }
    const operands = [...options.operands];
    const pieces: string[] = [];
    for (const path of options.values('f')) {
      try {
        pieces.push(yield* io.open(path).rest());
      } catch (error) {
        throw new Fatal(
          `couldn't open file ${path}: ${strerror(error)}`.replace("couldn't open file", 'cannot open').replace(/: ([^:]*)$/, ' ($1)'),
          2,
        );
      }
    }
    if (!options.has('f')) {
      const text = operands.shift();
      if (text === undefined) {
        yield* io.stderr(USAGE);
        return 2;
      }
      pieces.push(text);
    }
    let program: AwkProgram;
    try {
      program = parseAwk(pieces.join('\n'));
    } catch (error) {
      if (error instanceof AwkSyntaxError) throw new Fatal(error.message, 2);
      throw error;
    }
    const machine = new Awk(io, program);
    machine.array('ARGV').set('0', 'awk');
    operands.forEach((operand, i) => machine.array('ARGV').set(String(i + 1), fromInput(operand)));
    machine.globals.set('ARGC', { value: operands.length + 1 });
    for (const [name, value] of Object.entries(sys.env())) machine.array('ENVIRON').set(name, fromInput(value));
    const separator = options.value('F');
    if (separator !== undefined) machine.setVariable('FS', separator === 't' ? '\t' : unescape(separator));
    for (const assignment of options.values('v')) {
      const m = /^([A-Za-z_]\w*)=([^]*)$/.exec(assignment);
      if (!m) throw new UsageError(`improper assignment: -v ${assignment}`, false);
      machine.setVariable(m[1]!, fromInput(unescape(m[2]!)));
    }
    try {
      return yield* machine.run();
    } catch (error) {
      if (!(error instanceof AwkExit)) throw error;
      yield* machine.streams.closeAll();
      return (error.code ?? 0) & 255;
    }
  },
};

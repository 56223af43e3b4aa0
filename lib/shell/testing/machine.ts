import { addAll } from '@/lib/commands/command/command';
import { compareCommands } from '@/lib/commands/compare';
import { awk } from '@/lib/commands/awk/awk';
import { dumpCommands } from '@/lib/commands/dump/dump';
import { fileCommands } from '@/lib/commands/files';
import { statCommands } from '@/lib/commands/files/stat';
import { find } from '@/lib/commands/find/find';
import { xargs } from '@/lib/commands/find/xargs';
import { grepCommands } from '@/lib/commands/grep/grep';
import { sed } from '@/lib/commands/sed/sed';
import { environmentCommands } from '@/lib/commands/system/environment';
import { processCommands } from '@/lib/commands/system/processes';
import { runningCommands } from '@/lib/commands/system/run-others';
import { testCommands } from '@/lib/commands/system/test';
import { textCommands } from '@/lib/commands/text';
import { echo, printf } from '@/lib/commands/text/echo';
import { encodeCommands } from '@/lib/commands/text/encode';
import { sumCommands } from '@/lib/commands/sums/sums';
import { lineCommands } from '@/lib/commands/text/lines';
import { timeCommands } from '@/lib/commands/time';
import { ProgramTable } from '@/lib/hosts/process/program';
import { testMachine, type TestMachine } from '@/lib/hosts/testing';
import { addShell } from '../index';

/** A machine with bash and the commands that scripts lean on. */
export function shellMachine(): TestMachine {
  const programs = new ProgramTable();
  addShell(programs);
  addAll(programs, [
    ...textCommands,
    ...encodeCommands,
    ...sumCommands,
    ...lineCommands,
    echo,
    printf,
    ...fileCommands,
    ...statCommands,
    find,
    xargs,
  ]);
  addAll(programs, [
    ...compareCommands,
    ...runningCommands,
    ...grepCommands,
    awk,
    sed,
    ...timeCommands,
    ...environmentCommands,
    ...processCommands,
    ...testCommands,
    ...dumpCommands,
  ]);
  return testMachine(programs);
}

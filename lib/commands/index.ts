import type { ProgramTable } from '@/lib/hosts/process/program';
import { addAll } from './command/command';
import { awk } from './awk/awk';
import { fileCommands } from './files';
import { grepCommands } from './grep/grep';
import { jq } from './jq/jq';
import { sed } from './sed/sed';
import { textCommands } from './text';
import { timeCommands } from './time';

/** Adds every external command except kubectl and its kin to the table of programs. */
export function addCommands(programs: ProgramTable): void {
  addAll(programs, [...textCommands, awk, ...fileCommands, ...grepCommands, jq, sed, ...timeCommands]);
}

import { completionBuiltins } from './completion';
import { flowBuiltins } from './flow';
import { directoryBuiltins } from './directories';
import { bindBuiltins } from './bind';
import { helpBuiltins } from './help';
import { historyBuiltins } from './history';
import { inputBuiltins } from './input';
import { jobBuiltins } from './job-control';
import { lookupBuiltins } from './lookup';
import { limitBuiltins } from './limits';
import { mapfileBuiltins } from './mapfile';
import { optionBuiltins } from './options';
import { outputBuiltins } from './output';
import { testBuiltins } from './test';
import { variableBuiltins } from './variables';
import { BUILTINS } from './table';

Object.assign(BUILTINS, {
  ...outputBuiltins,
  ...flowBuiltins,
  ...directoryBuiltins,
  ...variableBuiltins,
  ...optionBuiltins,
  ...inputBuiltins,
  ...jobBuiltins,
  ...lookupBuiltins,
  ...testBuiltins,
  ...historyBuiltins,
  ...completionBuiltins,
  ...limitBuiltins,
  ...helpBuiltins,
  ...bindBuiltins,
  ...mapfileBuiltins,
});

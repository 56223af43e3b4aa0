import { compareWithReal } from '../compare';
import { commandLine } from './command-line';

compareWithReal('command-line', commandLine);

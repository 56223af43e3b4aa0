import { compareWithReal } from '../compare';
import { run } from './run';

compareWithReal('run', run);

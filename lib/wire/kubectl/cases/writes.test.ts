import { compareWithReal } from '../compare';
import { writes } from './writes';

compareWithReal('writes', writes);

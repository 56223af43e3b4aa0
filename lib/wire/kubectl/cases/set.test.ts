import { compareWithReal } from '../compare';
import { set } from './set';

compareWithReal('set', set);

import { compareWithReal } from '../compare';
import { debug } from './debug';

compareWithReal('debug', debug);

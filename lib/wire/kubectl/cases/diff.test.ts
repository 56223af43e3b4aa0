import { compareWithReal } from '../compare';
import { diff } from './diff';

compareWithReal('diff', diff);

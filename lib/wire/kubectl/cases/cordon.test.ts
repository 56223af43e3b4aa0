import { compareWithReal } from '../compare';
import { cordon } from './cordon';

compareWithReal('cordon', cordon);

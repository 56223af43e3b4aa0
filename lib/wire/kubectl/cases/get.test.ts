import { compareWithReal } from '../compare';
import { get } from './get';

compareWithReal('get', get);

import { compareWithReal } from '../compare';
import { apply } from './apply';

compareWithReal('apply', apply);

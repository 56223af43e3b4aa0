import { compareWithReal } from '../compare';
import { label } from './label';

compareWithReal('label', label);

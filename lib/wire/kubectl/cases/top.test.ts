import { compareWithReal } from '../compare';
import { top } from './top';

compareWithReal('top', top);

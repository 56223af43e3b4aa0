import { compareWithReal } from '../compare';
import { reads } from './reads';

compareWithReal('reads', reads);

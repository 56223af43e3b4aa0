import { compareWithReal } from '../compare';
import { expose } from './expose';

compareWithReal('expose', expose);

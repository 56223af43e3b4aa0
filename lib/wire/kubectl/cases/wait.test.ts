import { compareWithReal } from '../compare';
import { wait } from './wait';

compareWithReal('wait', wait);

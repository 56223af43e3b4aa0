import { compareWithReal } from '../compare';
import { config } from './config';

compareWithReal('config', config);

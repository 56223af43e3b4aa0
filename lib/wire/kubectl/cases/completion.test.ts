import { compareWithReal } from '../compare';
import { completion } from './completion';

compareWithReal('completion', completion);

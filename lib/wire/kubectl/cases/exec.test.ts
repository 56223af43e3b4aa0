import { compareWithReal } from '../compare';
import { exec } from './exec';

compareWithReal('exec', exec);

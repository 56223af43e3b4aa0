import { compareWithReal } from '../compare';
import { cp } from './cp';

compareWithReal('cp', cp);

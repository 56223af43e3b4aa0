import { releases } from './cases/releases';
import { compareWithReal } from './compare';

compareWithReal('releases', releases);

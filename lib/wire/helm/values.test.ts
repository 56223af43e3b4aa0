import { values } from './cases/values';
import { compareWithReal } from './compare';

compareWithReal('values', values);

import { compareWithReal } from '../compare';
import { describeCases } from './describe';

compareWithReal('describe', describeCases);

import { compareWithReal } from '../compare';
import { create } from './create';

compareWithReal('create', create);

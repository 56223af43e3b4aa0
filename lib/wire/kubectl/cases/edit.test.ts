import { compareWithReal } from '../compare';
import { edit } from './edit';

compareWithReal('edit', edit);

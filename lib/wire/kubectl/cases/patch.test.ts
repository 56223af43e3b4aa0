import { compareWithReal } from '../compare';
import { patch } from './patch';

compareWithReal('patch', patch);

import { compareWithReal } from '../compare';
import { scale } from './scale';

compareWithReal('scale', scale);

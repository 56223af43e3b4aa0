import { compareWithReal } from '../compare';
import { node } from './node';

compareWithReal('node', node);

import { compareWithReal } from '../compare';
import { certificate } from './certificate';

compareWithReal('certificate', certificate);

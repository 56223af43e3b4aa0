import { compareWithReal } from '../compare';
import { deleteCases } from './delete';

compareWithReal('delete', deleteCases);

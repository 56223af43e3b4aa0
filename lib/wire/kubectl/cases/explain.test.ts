import { compareWithReal } from '../compare';
import { explain } from './explain';

compareWithReal('explain', explain);

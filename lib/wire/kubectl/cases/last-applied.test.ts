import { compareWithReal } from '../compare';
import { lastApplied } from './last-applied';

compareWithReal('last-applied', lastApplied);

import { compareWithReal } from '../compare';
import { applyLive } from './apply-live';

compareWithReal('apply-live', applyLive);

import { compareWithReal } from '../compare';
import { rollout } from './rollout';

compareWithReal('rollout', rollout);

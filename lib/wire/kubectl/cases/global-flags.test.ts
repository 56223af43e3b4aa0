import { compareWithReal } from '../compare';
import { globalFlags } from './global-flags';

compareWithReal('global-flags', globalFlags);

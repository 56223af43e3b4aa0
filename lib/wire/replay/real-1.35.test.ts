import { replayReal } from './replay-real';
import { AREAS } from './scenario';

replayReal('1.35', AREAS);

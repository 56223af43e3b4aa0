import { replayReal } from './replay-real';

replayReal('1.34', ['machinery', 'crd', 'kubectl']);

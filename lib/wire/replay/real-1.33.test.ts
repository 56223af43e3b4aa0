import { replayReal } from './replay-real';

replayReal('1.33', ['machinery', 'crd', 'kubectl']);

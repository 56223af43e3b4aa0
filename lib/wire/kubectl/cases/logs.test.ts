import { compareWithReal } from '../compare';
import { logs } from './logs';

compareWithReal('logs', logs);

import { compareWithReal } from '../compare';
import { portForward } from './port-forward';

compareWithReal('port-forward', portForward);

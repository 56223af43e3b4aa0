import { compareWithReal } from '../compare';
import { noServer } from './no-server';

compareWithReal('no-server', noServer);

import { compareWithReal } from '../compare';
import { auth } from './auth';

compareWithReal('auth', auth);

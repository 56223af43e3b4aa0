import { compareWithReal } from '../compare';
import { createSecret } from './create-secret';

compareWithReal('create-secret', createSecret);

import { compareWithReal } from '../compare';
import { editSessions } from './edit-sessions';

compareWithReal('edit-sessions', editSessions);

import { compareWithReal } from '../compare';
import { events } from './events';

compareWithReal('events', events);

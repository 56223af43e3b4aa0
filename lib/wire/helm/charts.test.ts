import { charts } from './cases/charts';
import { compareWithReal } from './compare';

compareWithReal('charts', charts);

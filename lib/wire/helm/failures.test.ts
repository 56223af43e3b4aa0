import { failures } from './cases/failures';
import { compareWithReal } from './compare';

compareWithReal('failures', failures);

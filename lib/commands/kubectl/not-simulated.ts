import { CommandError } from './errors';
import type { Handler } from './invocation';

/** `kubectl plugin list`. */
export const pluginList: Handler = () => {
  throw new CommandError('unable to find any kubectl plugins in your PATH');
};

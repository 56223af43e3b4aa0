import type { Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { parseDuration } from '../command/numbers';
import { localeQuote } from '../command/quote';

export const sleep: Command = {
  name: 'sleep',
  options: '',
  usage:
    "Usage: sleep NUMBER[SUFFIX]...\n  or:  sleep OPTION\nPause for NUMBER seconds.  SUFFIX may be 's' for seconds (the default),\n'm' for minutes, 'h' for hours or 'd' for days.\n",
  *run(_io, options, sys) {
    if (options.operands.length === 0) throw new UsageError('missing operand');
    let total = 0;
    for (const text of options.operands) {
      const ms = parseDuration(text);
      if (ms === undefined) throw new UsageError(`invalid time interval ${localeQuote(text)}`);
      total += ms;
    }
    const forever = !Number.isFinite(total);
    const until = sys.now() + total;
    while (forever || sys.now() < until) yield forever ? { channels: [] } : { channels: [], until };
    return 0;
  },
};

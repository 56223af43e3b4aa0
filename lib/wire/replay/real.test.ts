import { join } from 'node:path';
import { describe, it } from 'vitest';
import { kubectl as toolFolder } from '../../../scripts/tools.mjs';
import { clusterFor } from './clusters';
import { expectAsRecorded, REAL_EXCEPTIONS } from './exceptions';
import { realPrompt } from './real-prompt';
import { replay } from './replay';
import { AREAS, scenariosOf } from './scenario';

const kubectl = join(toolFolder('1.35') as string, 'kubectl');

describe.each(AREAS)('the real kubectl is answered as recorded: %s', (area) => {
  it.concurrent.each(scenariosOf(area).map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (name, scenario) => {
      const prompt = await realPrompt(clusterFor(scenario), scenario, kubectl);
      try {
        expectAsRecorded(await replay(scenario, prompt), REAL_EXCEPTIONS[`${area}/${name}`]);
      } finally {
        await prompt.close();
      }
    },
    120_000,
  );
});

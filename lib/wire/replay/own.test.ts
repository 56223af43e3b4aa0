import { describe, it } from 'vitest';
import { clusterFor } from './clusters';
import { ownPrompt } from './own-prompt';
import { replay } from './replay';
import { AREAS, scenariosOf } from './scenario';
import { expectAsRecorded, OWN_EXCEPTIONS } from './exceptions';

describe.each(AREAS)('our kubectl answers as recorded: %s', (area) => {
  it.each(scenariosOf(area).map((scenario) => [scenario.name, scenario] as const))('%s', async (name, scenario) => {
    const exceptions = OWN_EXCEPTIONS[`${area}/${name}`];
    expectAsRecorded(await replay(scenario, ownPrompt(clusterFor(scenario), scenario), exceptions), exceptions);
  });
});

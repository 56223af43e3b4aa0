import { join } from 'node:path';
import { describe, it } from 'vitest';
import { kubectl as toolFolder } from '../../../scripts/tools.mjs';
import { clusterFor } from './clusters';
import { expectAsRecorded, REAL_EXCEPTIONS, type Exceptions } from './exceptions';
import { realPrompt } from './real-prompt';
import { replay } from './replay';
import { scenariosOf, type Area } from './scenario';

/** Tests that the real kubectl of a minor version is answered as recorded. `adapt` turns recorded text into what that version says. */
export function replayReal(
  minor: string,
  areas: readonly Area[],
  adapt: (text: string) => string = (text) => text,
  more: Readonly<Record<string, Exceptions>> = {},
): void {
  const kubectl = join(toolFolder(minor) as string, 'kubectl');
  describe.each(areas)(`kubectl ${minor} is answered as recorded: %s`, (area) => {
    it.concurrent.each(scenariosOf(area).map((scenario) => [scenario.name, scenario] as const))(
      '%s',
      async (name, scenario) => {
        const steps = scenario.steps.map((step) => ({ ...step, stdout: adapt(step.stdout ?? ''), stderr: adapt(step.stderr ?? '') }));
        const prompt = await realPrompt(clusterFor(scenario), scenario, kubectl);
        try {
          expectAsRecorded(await replay({ ...scenario, steps }, prompt), {
            ...REAL_EXCEPTIONS[`${area}/${name}`],
            ...more[`${area}/${name}`],
          });
        } finally {
          await prompt.close();
        }
      },
      120_000,
    );
  });
}

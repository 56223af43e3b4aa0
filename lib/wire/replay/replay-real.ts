import { join } from 'node:path';
import { describe, it } from 'vitest';
import { kubectl as toolFolder } from '../../../scripts/tools.mjs';
import { clusterFor } from './clusters';
import { expectAsRecorded, REAL_EXCEPTIONS } from './exceptions';
import { realPrompt } from './real-prompt';
import { replay, type Exceptions } from './replay';
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
      // The clients are real processes by the wall clock: a busy machine may once be too slow for a timeout among the recorded commands.
      { timeout: 120_000, retry: 1 },
      async (name, scenario) => {
        const steps = scenario.steps.map((step) => ({ ...step, stdout: adapt(step.stdout ?? ''), stderr: adapt(step.stderr ?? '') }));
        const exceptions = { ...REAL_EXCEPTIONS[`${area}/${name}`], ...more[`${area}/${name}`] };
        const prompt = await realPrompt(clusterFor(scenario), scenario, kubectl);
        try {
          expectAsRecorded(await replay({ ...scenario, steps }, prompt, exceptions), exceptions);
        } finally {
          await prompt.close();
        }
      },
    );
  });
}

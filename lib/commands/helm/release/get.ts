import { renderGoTemplate } from '@/lib/api/go-template';
import { printYaml } from '@/lib/api/yaml';
import { goJson } from '../functions/encoding';
import { plain } from '../template/value';
import type { Helm, Task } from '../cli/helm';
import { appVersion } from './look';
import { ansic, computed, outputOf, printValue } from './print';
import type { Release } from './release';
import { Releases } from './storage';

/** `helm get all|values|manifest|notes|hooks|metadata`. */
export function* get(h: Helm): Task<number> {
  const what = h.command.split(' ')[1]!;
  yield* h.reach();
  const release = new Releases(h, h.namespace).get(h.args[0]!, h.flags.int('revision'));
  switch (what) {
    case 'manifest':
      h.out(`${release.manifest}\n`);
      return 0;
    case 'notes':
      if ((release.info.notes ?? '') !== '') h.out(`NOTES:\n${release.info.notes}\n`);
      return 0;
    case 'hooks':
      for (const hook of release.hooks) h.out(`---\n# Source: ${hook.path}\n${hook.manifest}\n`);
      return 0;
    case 'values': {
      const format = outputOf(h);
      const all = h.flags.bool('all');
      const values = plain(all ? computed(h, release) : release.config);
      const shown = Object.keys(values as object).length === 0 ? null : values;
      if (format === 'table') h.out(`${all ? 'COMPUTED' : 'USER-SUPPLIED'} VALUES:\n${printYaml(shown)}`);
      else if (format === 'json') h.out(`${goJson(shown)}\n`);
      else h.out(printYaml(shown));
      return 0;
    }
    case 'metadata': {
      const format = outputOf(h);
      const annotations = Object.entries((release.chart.metadata['annotations'] as Record<string, string> | undefined) ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .sort()
        .join(',');
      const dependencies = (release.chart.metadata['dependencies'] as { name: string }[] | undefined) ?? [];
      const value = {
        name: release.name,
        chart: String(release.chart.metadata['name']),
        version: String(release.chart.metadata['version']),
        appVersion: appVersion(release),
        ...(annotations !== '' && { annotations: release.chart.metadata['annotations'] }),
        ...(dependencies.length > 0 && { dependencies }),
        namespace: release.namespace,
        revision: release.version,
        status: release.info.status,
        deployedAt: release.info.last_deployed.replace(/\.\d+Z$/, 'Z'),
      };
      if (format !== 'table') printValue(h, format, value);
      else {
        h.out(
          `NAME: ${value.name}\nCHART: ${value.chart}\nVERSION: ${value.version}\nAPP_VERSION: ${value.appVersion}\nANNOTATIONS: ${annotations}\nDEPENDENCIES: ${dependencies.map(({ name }) => name).join(',')}\nNAMESPACE: ${value.namespace}\nREVISION: ${value.revision}\nSTATUS: ${value.status}\nDEPLOYED_AT: ${value.deployedAt}\n`,
        );
      }
      return 0;
    }
    default: {
      const template = h.flags.text('template');
      if (template !== '') {
        h.out(renderGoTemplate(template, { Release: goRelease(release) }));
        return 0;
      }
      const { info } = release;
      const all = computed(h, release);
      let out = `NAME: ${release.name}\nLAST DEPLOYED: ${ansic(info.last_deployed)}\nNAMESPACE: ${release.namespace}\nSTATUS: ${info.status}\nREVISION: ${release.version}\nCHART: ${String(release.chart.metadata['name'])}\nVERSION: ${String(release.chart.metadata['version'])}\nAPP_VERSION: ${appVersion(release)}\n`;
      out += release.hooks.some(({ events }) => events.includes('test')) ? '' : 'TEST SUITE: None\n';
      for (const { name, lastRun, events } of release.hooks)
        if (events.includes('test') && lastRun)
          out += `TEST SUITE:     ${name}\nLast Started:   ${ansic(lastRun.started_at)}\nLast Completed: ${ansic(lastRun.completed_at)}\nPhase:          ${lastRun.phase}\n`;
      out += `USER-SUPPLIED VALUES:\n${printYaml(Object.keys(release.config).length === 0 ? null : plain(release.config))}\nCOMPUTED VALUES:\n${printYaml(plain(all))}\nHOOKS:\n`;
      for (const hook of release.hooks) out += `---\n# Source: ${hook.path}\n${hook.manifest}\n`;
      out += `MANIFEST:\n${release.manifest}\n`;
      if ((info.notes ?? '') !== '') out += `NOTES:\n${info.notes!.trim()}\n`;
      h.out(out);
      return 0;
    }
  }
}

/** A release under the names of Go's struct, as `--template` sees it. */
const goRelease = (release: Release): object => ({
  Name: release.name,
  Namespace: release.namespace,
  Version: release.version,
  Manifest: release.manifest,
  Config: plain(release.config),
  Labels: release.labels,
  Info: {
    FirstDeployed: release.info.first_deployed,
    LastDeployed: release.info.last_deployed,
    Deleted: release.info.deleted,
    Description: release.info.description,
    Status: release.info.status,
    Notes: release.info.notes ?? '',
  },
  Chart: {
    Metadata: Object.fromEntries(
      Object.entries(release.chart.metadata).map(([key, value]) => [
        key === 'apiVersion' ? 'APIVersion' : key[0]!.toUpperCase() + key.slice(1),
        value,
      ]),
    ),
    Values: plain(release.chart.values),
  },
  Hooks: release.hooks.map(({ name, kind, path, manifest, events, weight }) => ({
    Name: name,
    Kind: kind,
    Path: path,
    Manifest: manifest,
    Events: events,
    Weight: weight,
  })),
});

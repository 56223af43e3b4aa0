import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileError, readYaml } from '../yaml-file';
import { AREAS, faultFile, type Fault } from './fault';

/** Where the product's own faults live, below the folder the process was started in. */
export const FAULTS_FOLDER = join(process.cwd(), 'content', 'faults');

const NAME = /^[a-z-]+\/[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** Names of all faults, sorted: `<area>/<name>`. */
export function listFaults(folder = FAULTS_FOLDER): string[] {
  if (!existsSync(folder)) return [];
  return AREAS.flatMap((area) => {
    const path = join(folder, area);
    if (!existsSync(path)) return [];
    return readdirSync(path)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => `${area}/${file.slice(0, -'.yaml'.length)}`);
  }).sort();
}

/** A fault by name. Throws FileError naming file, line and field; also when there is none of that name. */
export function readFault(name: string, folder = FAULTS_FOLDER): Fault {
  const area = AREAS.find((one) => name.startsWith(`${one}/`));
  const path = join(folder, `${name}.yaml`);
  if (!NAME.test(name) || !area || !existsSync(path)) throw new FileError(`there is no fault ${JSON.stringify(name)}`);
  return { name, area, ...readYaml(`${name}.yaml`, readFileSync(path, 'utf8'), faultFile) };
}

import { parseDocument, YamlError } from '@/lib/api/yaml';
import { checkFields } from '@/lib/api/schema';
import { why } from '../create/config-data';
import { CommandError } from '../errors';
import type { Invocation } from '../invocation';
import { isImageReference } from '../resource/image-reference';
import { hasFiles } from '../resource/manifests';
import { PROFILES } from './profiles';

/* eslint-disable @typescript-eslint/no-explicit-any -- containers as people wrote them */
export const CONTAINER = 'io.k8s.api.core.v1.Container';

/** What the flags of `kubectl debug` ask for. */
export interface DebugOptions {
  /** Names before `--`. */
  readonly names: readonly string[];
  /** What runs in the container: words after `--`. */
  readonly args: readonly string[];
  readonly image: string;
  readonly container: string;
  readonly copyTo: string;
  readonly target: string;
  readonly profile: string;
  readonly quiet: boolean;
  readonly attach: boolean;
  /** A part of a container's spec that is laid over the profile's. */
  readonly custom?: any;
}

const LEGACY =
  '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n';
const PULL_POLICIES = ['', 'Always', 'IfNotPresent', 'Never'];

/** Reads and checks the flags, in upstream's order. Throws CommandError. Models DebugOptions.Complete and Validate. */
export function debugOptions(k: Invocation): DebugOptions {
  const { flags } = k;
  const dashed = k.dashAt >= 0 && k.args.length > k.dashAt;
  const custom = readCustom(k);
  const options: DebugOptions = {
    names: dashed ? k.args.slice(0, k.dashAt) : k.args,
    args: dashed ? k.args.slice(k.dashAt) : [],
    image: flags.text('image'),
    container: flags.text('container'),
    copyTo: flags.text('copy-to'),
    target: flags.text('target'),
    profile: flags.text('profile'),
    quiet: flags.bool('quiet'),
    attach: flags.changed('attach') ? flags.bool('attach') : flags.bool('stdin'),
    ...(custom !== undefined && { custom }),
  };
  validate(k, options);
  if (options.profile === 'legacy') k.err(LEGACY);
  return options;
}

function validate(k: Invocation, { names, args, image, container, copyTo, target, attach, quiet, custom }: DebugOptions): void {
  const { flags } = k;
  const refuse = (message: string): never => {
    throw new CommandError(message);
  };
  if (attach && flags.changed('attach') && image === '' && container === '')
    refuse('you must specify --container or create a new container using --image in order to attach.');
  const images = flags.pairs('set-image');
  if (copyTo !== '') {
    if (image === '' && images.size === 0 && args.length === 0) refuse('you must specify --image, --set-image or command arguments.');
    if (args.length > 0 && container === '' && image === '')
      refuse('you must specify an existing container or a new image when specifying args.');
  } else {
    if (flags.bool('replace')) refuse('--replace may only be used with --copy-to.');
    if (flags.bool('same-node')) refuse('--same-node may only be used with --copy-to.');
    if (images.size > 0) refuse('--set-image may only be used with --copy-to.');
    if (image === '') refuse('you must specify --image when not using --copy-to.');
  }
  if (image !== '' && !isImageReference(image)) refuse(`invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (names.length === 0 && !hasFiles(k)) refuse('NAME or filename is required for debug');
  const policy = flags.text('image-pull-policy');
  if (!PULL_POLICIES.includes(policy)) refuse(`invalid image pull policy: ${policy}`);
  for (const [name, each] of images)
    if (!isImageReference(each))
      refuse(`invalid image name ${JSON.stringify(each)} for container ${JSON.stringify(name)}: invalid reference format`);
  if (target !== '') {
    if (copyTo !== '') refuse('--target is incompatible with --copy-to. Use --share-processes instead.');
    if (!quiet)
      k.out(
        `Targeting container ${JSON.stringify(target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
      );
  }
  if (flags.bool('tty') && !flags.bool('stdin')) refuse('-i/--stdin is required for containers with -t/--tty=true');
  if (custom && (custom.name || custom.command?.length > 0 || custom.image || custom.lifecycle || custom.volumeDevices?.length > 0))
    refuse('name, command, image, lifecycle and volume devices are not modifiable via custom profile');
}

/** The file of --custom; the profile's name is checked before it is read. */
function readCustom(k: Invocation): any {
  const profile = k.flags.text('profile');
  if (!PROFILES.includes(profile)) throw new CommandError(`unknown profile: ${profile}`);
  const path = k.flags.text('custom');
  if (path === '') return undefined;
  let text: string;
  try {
    text = k.sys.readFile(path);
  } catch (error) {
    throw new CommandError(`must pass a container spec json file for custom profile: open ${path}: ${why(error)}`);
  }
  const invalid = (reason: string): never => {
    throw new CommandError(`${path} does not contain a valid container spec: ${reason}`);
  };
  let value: unknown;
  try {
    value = parseDocument(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return invalid(`error converting YAML to JSON: ${error.message}`);
  }
  if (value === null || value === undefined) return undefined;
  const { mismatch, unknown } = checkFields(value, CONTAINER);
  if (mismatch !== undefined) return invalid(`error unmarshaling JSON: while decoding JSON: ${mismatch}`);
  for (const each of unknown) drop(value, each.replace(/^unknown field "|"$/g, '').match(/[^.[\]]+/g) ?? []);
  return value;
}

/** Takes a field away that the struct of a container does not have. */
function drop(value: any, [first, ...rest]: readonly string[]): void {
  if (first === undefined) return;
  if (rest.length === 0) delete value[first];
  else drop(value[first], rest);
}

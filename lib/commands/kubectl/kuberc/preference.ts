import { parseYaml, printYaml } from '@/lib/api/yaml';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { Fatal } from '../errors';

export interface PreferredOption {
  readonly name: string;
  readonly default: string;
}
export interface Alias {
  readonly name: string;
  readonly command: string;
  readonly prependArgs?: readonly string[];
  readonly appendArgs?: readonly string[];
  readonly options?: readonly PreferredOption[] | null;
}
export interface CommandDefaults {
  readonly command: string;
  readonly options?: readonly PreferredOption[] | null;
}
/** A kuberc file: kubectl.config.k8s.io's Preference. */
export interface Preference {
  readonly defaults: readonly CommandDefaults[];
  readonly aliases: readonly Alias[];
}

const API = 'kubectl.config.k8s.io/v1beta1';

/** The file that counts: the flag, KUBERC, ~/.kube/kuberc. Undefined where preferences are switched off. */
export function kubercPath(sys: Sys, flag: string | undefined): { path: string; explicit: boolean } | undefined {
  const env = sys.env();
  if (env['KUBECTL_KUBERC'] === 'false') return undefined;
  if (flag) return { path: flag, explicit: true };
  if (env['KUBERC'] === 'off') return undefined;
  if (env['KUBERC']) return { path: env['KUBERC'], explicit: true };
  return { path: `${env['HOME'] ?? ''}/.kube/kuberc`, explicit: false };
}

/** Reads a kuberc file; undefined when it is not there and nobody asked for it. Throws kubectl's complaint. */
export function readKuberc(sys: Sys, { path, explicit }: { path: string; explicit: boolean }): Preference | undefined {
  const complaint = (text: string) => new Fatal(`error occurred while applying preferences kuberc error kuberc: ${text}`);
  if (!explicit && !sys.exists(path)) return undefined;
  let value: { apiVersion?: unknown; kind?: unknown; defaults?: unknown; aliases?: unknown } | undefined;
  try {
    value = parseYaml(sys.readFile(path))[0] as typeof value;
  } catch (error) {
    if (error instanceof Errno) throw complaint(`open ${path}: ${error.message[0]!.toLowerCase()}${error.message.slice(1)}`);
    value = undefined;
  }
  const known = value?.kind === 'Preference' && /^kubectl\.config\.k8s\.io\/v1(alpha1|beta1)$/.test(String(value.apiVersion));
  if (!known) throw complaint(`no valid preferences found in ${path}, use --v=5 to see details`);
  const listOf = <T>(list: unknown) => (Array.isArray(list) ? (list as T[]) : []);
  return { defaults: listOf<CommandDefaults>(value!.defaults), aliases: listOf<Alias>(value!.aliases) };
}

const options = (list: readonly PreferredOption[] | null | undefined) =>
  list?.map((option) => ({ name: option.name, default: option.default })) ?? null;

/** The value that `alpha kuberc view` prints and that is written, in the order of the struct. */
export const preferenceValue = ({ defaults, aliases }: Preference): object => ({
  kind: 'Preference',
  apiVersion: API,
  defaults: defaults.length === 0 ? null : defaults.map((each) => ({ command: each.command, options: options(each.options) })),
  aliases:
    aliases.length === 0
      ? null
      : aliases.map((each) => ({
          name: each.name,
          command: each.command,
          ...(each.prependArgs?.length && { prependArgs: each.prependArgs }),
          ...(each.appendArgs?.length && { appendArgs: each.appendArgs }),
          options: options(each.options),
        })),
});

export const preferenceText = (preference: Preference): string => printYaml(preferenceValue(preference));

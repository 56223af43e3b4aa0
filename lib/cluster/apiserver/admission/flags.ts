import { aggregateText } from '@/lib/api/field-error';
import { parseDocument } from '@/lib/api/yaml';
import { plugins } from './chain';
import { DEFAULT_POD_SECURITY, type PodSecurityConfiguration } from './pod-security/configuration';
import { policyOf } from './pod-security/policy';

interface Source {
  flag(name: string): string | undefined;
  read(path: string): string | undefined;
}

const list = (value: string | undefined) => (value ?? '').split(',').filter((item) => item !== '');
/** Plugins that are there upstream, and do nothing while the features they belong to are off. */
const IDLE = ['PodGroupProtection', 'ClusterTrustBundleAttest', 'PodGroupWorkloadExists', 'NodeDeclaredFeatureValidator', 'JobValidation'];

/** What is wrong with the names of plugins. Models AdmissionOptions.Validate. */
export function admissionComplaints({ flag }: Source): readonly string[] {
  const known = new Set([...plugins.map(({ name }) => name), ...IDLE]);
  const enabled = list(flag('enable-admission-plugins'));
  const disabled = list(flag('disable-admission-plugins'));
  const unknown = (what: string, names: readonly string[]) =>
    names.filter((name) => !known.has(name)).map((name) => `${what}-admission-plugins plugin ${JSON.stringify(name)} is unknown`);
  const both = [...new Set(enabled)].filter((name) => disabled.includes(name)).sort();
  return [
    ...unknown('enable', enabled),
    ...unknown('disable', disabled),
    ...(both.length > 0 ? [`[${both.join(' ')}] in enable-admission-plugins and disable-admission-plugins overlapped`] : []),
  ];
}

/** What the file of `--admission-control-config-file` says to the plugins that are simulated. Models admission.ReadAdmissionConfiguration. */
export function readAdmissionFile({
  flag,
  read,
}: Source): { readonly podSecurity?: PodSecurityConfiguration } | { readonly error: string } {
  const path = flag('admission-control-config-file');
  if (!path) return {};
  const fail = (why: string) => ({ error: `failed to apply admission: failed to read plugin config: ${why}` });
  const text = read(path);
  if (text === undefined) {
    return fail(`unable to read admission control configuration from "${path}" [open ${path}: no such file or directory]`);
  }
  const parsed = parsedFile(text);
  if (parsed.error !== undefined) return fail(parsed.error);
  if (parsed.kind !== 'AdmissionConfiguration') {
    return fail(`no kind ${JSON.stringify(parsed.kind ?? '')} is registered for version ${JSON.stringify(parsed.apiVersion ?? '')}`);
  }
  const entries = (parsed.plugins ?? []) as readonly { readonly name?: string; readonly path?: string; readonly configuration?: unknown }[];
  const entry = entries.find(({ name }) => name === 'PodSecurity');
  if (!entry) return {};
  let configuration = entry.configuration as Parsed | undefined;
  if (!configuration && entry.path) {
    const own = entry.path.startsWith('/') ? entry.path : `${path.slice(0, path.lastIndexOf('/'))}/${entry.path}`;
    const given = read(own);
    if (given === undefined) return fail(`open ${own}: no such file or directory`);
    const inner = parsedFile(given);
    if (inner.error !== undefined) return fail(inner.error);
    configuration = inner;
  }
  const podSecurity = podSecurityOf(configuration ?? {});
  return typeof podSecurity === 'string'
    ? { error: `failed to apply admission: couldn't init admission plugin "PodSecurity": ${podSecurity}` }
    : { podSecurity };
}

type Parsed = Readonly<Record<string, unknown>> & { readonly error?: undefined };

function parsedFile(text: string): Parsed | { readonly error: string } {
  try {
    return (parseDocument(text) as Parsed | undefined) ?? {};
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** Models pod-security-admission/admission/api; a text says what is wrong. */
function podSecurityOf({ defaults, exemptions }: Parsed): PodSecurityConfiguration | string {
  const labels = Object.fromEntries(
    Object.entries((defaults ?? {}) as Readonly<Record<string, unknown>>).map(([name, value]) => [
      `pod-security.kubernetes.io/${name}`,
      String(value),
    ]),
  );
  const { policy, errors } = policyOf(labels, DEFAULT_POD_SECURITY.defaults);
  if (errors.length > 0) {
    return aggregateText(
      errors.map((error) => ({ ...error, field: error.field.replace(/^metadata\.labels\[[^/]*\/(.*)\]$/, 'defaults.$1') })),
    );
  }
  const given = (exemptions ?? {}) as Partial<PodSecurityConfiguration['exemptions']>;
  return {
    defaults: policy,
    exemptions: {
      usernames: given.usernames ?? [],
      runtimeClasses: given.runtimeClasses ?? [],
      namespaces: given.namespaces ?? [],
    },
  };
}

import { buildKustomization, KUSTOMIZE_VERSION } from '../build';
import { KustomizeError } from '../fault';
import { asYaml, writeTo } from '../output';
import type { Call, Verb } from './verb';

function legal({ flags }: Call, flag: string, values: readonly string[]): string {
  const value = flags.text(flag);
  if (values.includes(value)) return value;
  throw new KustomizeError(`illegal flag value --${flag} ${value}; legal values: [${values.join(' ')}]`);
}

function build(call: Call): void {
  const { flags } = call;
  if (flags.changed('reorder'))
    call.err("Flag --reorder has been deprecated, use the new 'sortOptions' field in kustomization.yaml instead.\n");
  if (flags.changed('enable-managedby-label')) call.err('Flag --enable-managedby-label has been deprecated, The flag `enable-managedby-label` has been deprecated. Use the `managedByLabel` option in the `buildMetadata` field instead.\n'); // prettier-ignore
  if (call.args.length > 1) throw new KustomizeError('specify one path to kustomization.yaml');
  const restrictor = legal(call, 'load-restrictor', ['LoadRestrictionsRootOnly', 'LoadRestrictionsNone']);
  const reorder = legal(call, 'reorder', ['legacy', 'none']);
  const resources = buildKustomization(call.sys, call.args[0] ?? '.', {
    warn: (text) => call.err(text),
    log: (text) => call.log(text),
    restrictor: restrictor === 'LoadRestrictionsNone' ? 'none' : 'rootOnly',
    reorder: reorder === 'none' ? 'none' : 'legacy',
    reorderGiven: flags.changed('reorder'),
    managedByLabel: flags.bool('enable-managedby-label'),
    helm: flags.bool('enable-helm'),
  });
  const output = flags.text('output');
  if (output === '') call.out(asYaml(resources));
  else writeTo(call.sys, output, resources);
}

function version(call: Call): void {
  if (call.args.length > 0) throw new KustomizeError(`unknown command ${JSON.stringify(call.args[0])} for "kustomize version"`);
  const output = call.flags.text('output');
  if (!['', 'json', 'yaml'].includes(output)) throw new KustomizeError("--output must be 'yaml' or 'json'");
  if (call.flags.bool('short')) return call.out(`{${KUSTOMIZE_VERSION}  2025-07-23T12:45:29Z   }\n`);
  if (output === 'yaml') return call.out(`version: ${KUSTOMIZE_VERSION}\n`);
  call.out(output === 'json' ? `{\n  "version": "${KUSTOMIZE_VERSION}"\n}\n` : `${KUSTOMIZE_VERSION}\n`);
}

export const BUILD: readonly Verb[] = [
  {
    path: 'build',
    operands: 'DIR [flags]',
    short: 'Build a kustomization target from a directory or URL',
    long: "Build a set of KRM resources using a 'kustomization.yaml' file.\nThe DIR argument must be a path to a directory containing\n'kustomization.yaml', or a git repository URL with a path suffix\nspecifying same with respect to the repository root.\nIf DIR is omitted, '.' is assumed.\n",
    example: `# Build the current working directory
  kustomize build

# Build some shared configuration directory
  kustomize build /home/config/production`,
    flags: `      --as-current-user                use the uid and gid of the command executor to run the function in the container
      --enable-alpha-plugins           enable kustomize plugins
      --enable-exec                    enable support for exec functions (raw executables); do not use for untrusted configs!!! (Alpha)
      --enable-helm                    Enable use of the Helm chart inflator generator.
      --enable-managedby-label         enable adding app.kubernetes.io/managed-by
      --enable-star                    enable support for starlark functions. (Alpha)
  -e, --env stringArray                a list of environment variables to be used by functions
      --helm-api-versions stringArray   Kubernetes api versions used by Helm for Capabilities.APIVersions
      --helm-command string            helm command (path to executable) (default "helm")
      --helm-debug                     Enable debug output from the Helm chart inflator generator.
      --helm-kube-version string       Kubernetes version used by Helm for Capabilities.KubeVersion
      --load-restrictor string         if set to 'LoadRestrictionsNone', local kustomizations may load files from outside their root. This does, however, break the relocatability of the kustomization. (default "LoadRestrictionsRootOnly")
      --mount stringArray              a list of storage options read from the filesystem
      --network                        enable network access for functions that declare it
      --network-name string            the docker network to run the container in (default "bridge")
  -o, --output string                  If specified, write output to this path.
      --reorder string                 Reorder the resources just before output. Use 'legacy' or 'none'. (default "legacy")`,
    silent: true,
    run: build,
  },
  {
    path: 'version',
    operands: '[flags]',
    short: 'Prints the kustomize version',
    example: 'kustomize version',
    flags: `  -o, --output string   One of 'yaml' or 'json'.
      --short           short form`,
    run: version,
  },
];

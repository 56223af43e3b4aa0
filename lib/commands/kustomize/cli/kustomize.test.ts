import { describe, expect, it } from 'vitest';
import { addAll } from '@/lib/commands/command/command';
import { ProgramTable } from '@/lib/hosts/process/program';
import { testMachine } from '@/lib/hosts/testing';
import { kustomize } from './kustomize';

const programs = new ProgramTable();
addAll(programs, [kustomize]);
const machine = testMachine(programs);

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';
const HEAD = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';

/** Runs commands one after another in one directory; the last one's answer, and the kustomization then. */
function play(files: Readonly<Record<string, string>>, ...lines: readonly string[]) {
  const own = machine.fork();
  const full = Object.fromEntries(Object.entries(files).map(([path, text]) => [`/w/${path}`, text]));
  own.writeFile('/w/.keep', '');
  let last = { stdout: '', stderr: '', exit: 0 };
  lines.forEach((line, i) => {
    const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
    last = own.run(['kustomize', ...words], { ...(i === 0 && { files: full }), cwd: '/w' });
  });
  const text = (path: string) => {
    try {
      return own.readFile(`/w/${path}`);
    } catch {
      return undefined;
    }
  };
  return { stdout: last.stdout, stderr: last.stderr, exit: last.exit, text, kustomization: text('kustomization.yaml') };
}

const K = { 'kustomization.yaml': `${HEAD}resources:\n- a.yaml\n`, 'a.yaml': CONFIG_MAP };

describe('kustomize create', () => {
  it('finds resources', () => {
    const files = {
      'b.yaml': CONFIG_MAP,
      'a.yml': CONFIG_MAP,
      'notes.txt': 'text',
      'sub/kustomization.yaml': HEAD,
      'deep/c.yaml': CONFIG_MAP,
    };
    expect(play(files, 'create --autodetect').kustomization).toBe(`${HEAD}resources:\n- a.yml\n- b.yaml\n`);
    expect(play(files, 'create --autodetect --recursive').kustomization).toBe(
      `${HEAD}resources:\n- a.yml\n- b.yaml\n- deep/c.yaml\n- sub\n`,
    );
  });

  it('writes fields in their order', () => {
    const { kustomization } = play(
      { 'a.yaml': CONFIG_MAP },
      'create --resources a.yaml --namespace staging --nameprefix acme- --labels app:x,tier:y --annotations note:1',
    );
    expect(kustomization).toBe(
      `${HEAD}resources:\n- a.yaml\nnamePrefix: acme-\nnamespace: staging\ncommonLabels:\n  app: x\n  tier: "y"\ncommonAnnotations:\n  note: "1"\n`,
    );
  });

  it('does not write over a file', () => {
    const { exit, stderr } = play(K, 'create');
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^Error: kustomization file already exists\nUsage:\n {2}kustomize create \[flags\]\n/);
  });
});

describe('kustomize edit', () => {
  const rows: readonly (readonly [lines: string | readonly string[], added: string])[] = [
    ['edit set namespace prod', 'namespace: prod\n'],
    ['edit set nameprefix acme-', 'namePrefix: acme-\n'],
    ['edit set namesuffix -- -v2', 'nameSuffix: -v2\n'],
    [
      'edit set image nginx=registry/nginx:1.27 redis:7 pg@sha256:abc',
      'images:\n- name: nginx\n  newName: registry/nginx\n  newTag: "1.27"\n- digest: sha256:abc\n  name: pg\n- name: redis\n  newTag: "7"\n',
    ],
    [['edit set image nginx:1', 'edit set image nginx:2'], 'images:\n- name: nginx\n  newTag: "2"\n'],
    [['edit set image nginx=other:1', "edit set image 'nginx=*:3'"], 'images:\n- name: nginx\n  newName: other\n  newTag: "3"\n'],
    ['edit set replicas web=3 db=1', 'replicas:\n- count: 1\n  name: db\n- count: 3\n  name: web\n'],
    ['edit set label a:b c:d', 'commonLabels:\n  a: b\n  c: d\n'],
    ['edit set label a:b --without-selector --include-templates', 'labels:\n- includeTemplates: true\n  pairs:\n    a: b\n'],
    ['edit set annotation a:b', 'commonAnnotations:\n  a: b\n'],
    ['edit set buildmetadata originAnnotations', 'buildMetadata:\n- originAnnotations\n'],
    ['edit add label \'a:b,c:"d,e"\'', 'commonLabels:\n  a: b\n  c: d,e\n'],
    ['edit add label a:b --without-selector', 'labels:\n- pairs:\n    a: b\n'],
    ['edit add annotation a:b', 'commonAnnotations:\n  a: b\n'],
    ['edit add patch --path p.yaml --kind Deployment', 'patches:\n- path: p.yaml\n  target:\n    kind: Deployment\n'],
    [
      'edit add configmap cm --from-literal=a=b --from-file=a.yaml',
      'configMapGenerator:\n- files:\n  - a.yaml\n  literals:\n  - a=b\n  name: cm\n',
    ],
    ['edit add secret s --from-literal=a=b', 'secretGenerator:\n- literals:\n  - a=b\n  name: s\n  type: Opaque\n'],
    [
      ['edit add configmap cm --from-literal=a=b', 'edit set configmap cm --from-literal=a=c'],
      'configMapGenerator:\n- literals:\n  - a=c\n  name: cm\n',
    ],
    ['edit add component comp', 'components:\n- comp\n'],
    ['edit add transformer p.yaml', 'transformers:\n- p.yaml\n'],
    ['edit add generator p.yaml', 'generators:\n- p.yaml\n'],
    ['edit add buildmetadata managedByLabel,originAnnotations', 'buildMetadata:\n- managedByLabel\n- originAnnotations\n'],
    [['edit add label a:b', 'edit remove label a'], ''],
    [['edit add annotation a:b,c:d', 'edit remove annotation a'], 'commonAnnotations:\n  c: d\n'],
    [['edit add configmap cm --from-literal=a=b', 'edit remove configmap cm'], ''],
    [['edit add patch --path p.yaml', 'edit remove patch --path p.yaml'], ''],
    [['edit add buildmetadata managedByLabel', 'edit remove buildmetadata managedByLabel'], ''],
  ];
  it.each(rows)('%s', (lines, added) => {
    const { kustomization, exit, stderr } = play({ ...K, 'p.yaml': 'x', 'comp/kustomization.yaml': HEAD }, ...[lines].flat());
    expect({ stderr, exit, kustomization }).toEqual({ stderr: '', exit: 0, kustomization: `${HEAD}resources:\n- a.yaml\n${added}` });
  });

  it('adds and removes resources by pattern', () => {
    const files = { ...K, 'b.yaml': CONFIG_MAP, 'c.yaml': CONFIG_MAP };
    const added = play(files, "edit add resource '?.yaml' ../base");
    expect(added.kustomization).toBe(`${HEAD}resources:\n- a.yaml\n- b.yaml\n- c.yaml\n`);
    expect(added.stderr).toMatch(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d resource a\.yaml already in kustomization file$/m);
    expect(added.stderr).toContain(' ../base has no match\n');
    expect(play(files, 'edit add resource b.yaml', "edit remove resource 'b.*'").kustomization).toBe(K['kustomization.yaml']);
  });

  it('keeps comments and the order of fields', () => {
    const text = '# about it\nnamePrefix: a-\n\n# resources\nresources:\n# the first\n- a.yaml\nkind: Kustomization\n';
    expect(play({ ...K, 'kustomization.yaml': text }, 'edit set namespace n1').kustomization).toBe(
      '# about it\nnamePrefix: a-\n\n# resources\nresources:\n# the first\n- a.yaml\nkind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nnamespace: n1\n',
    );
  });

  it('fixes what has gone out of use', () => {
    const text = 'bases: [base]\ncommonLabels: {a: b}\npatchesStrategicMerge: [p.yaml]\nimageTags: [{name: x, newTag: "1"}]\n';
    const { kustomization, stdout } = play({ 'kustomization.yaml': text, 'p.yaml': 'x' }, 'edit fix');
    expect(kustomization).toBe(
      `${HEAD}resources:\n- base\nlabels:\n- includeSelectors: true\n  pairs:\n    a: b\npatches:\n- path: p.yaml\nimages:\n- name: x\n  newTag: "1"\n`,
    );
    expect(stdout).toBe(
      '\nFixed fields:\n  patchesJson6902 -> patches\n  patchesStrategicMerge -> patches\n  commonLabels -> labels\n  vars -> replacements\n',
    );
  });

  it.each([
    ['edit add resource', 'must specify a resource file'],
    ['edit add label', 'must specify label'],
    ['edit add label a:b c:d', 'labels must be comma-separated, with no spaces'],
    ['edit add label :b', "invalid label: ':b' (need k:v pair where v may be quoted)"],
    ['edit add patch', 'must provide either patch or path'],
    ['edit add patch --path a --patch b', "patch and path can't be set at the same time"],
    ['edit add configmap a', 'at least from-env-file, or from-file or from-literal must be set'],
    ['edit add configmap a b --from-literal=a=b', 'name must be specified once'],
    ['edit add configmap x --from-literal=ab', 'loading KV pairs: literal sources [ab]: invalid literal source ab, expected key=value'],
    [
      'edit add buildmetadata every',
      'invalid buildMetadata option: every; must be one of ["originAnnotations" "transformerAnnotations" "managedByLabel"]',
    ],
    ['edit add base nowhere', 'nowhere does not exist'],
    ['edit set image', 'no image specified'],
    [
      'edit set image nginx',
      'invalid format of image, use one of the following options:\n- <image>=<newimage>:<newtag>\n- <image>=<newimage>@<digest>\n- <image>=<newimage>\n- <image>:<newtag>\n- <image>@<digest>',
    ],
    ['edit set replicas web=many', 'invalid format of replica, use the following format: <name>=<count>'],
    ['edit set nameprefix', 'must specify exactly one prefix value'],
    ['edit set namespace a b', 'must specify exactly one namespace value'],
    ['edit remove label a', 'neither commonLabels nor labels defined in kustomization file'],
    ['edit remove annotation a', 'commonAnnotations is not defined in kustomization file'],
    ['edit remove configmap a', 'no configmap specified in kustomization.yaml'],
    ['edit set label a:b --bogus', 'unknown flag: --bogus'],
    ['edit fix --vars', 'converting vars to replacements is not simulated here'],
  ])('%s: refused', (line, message) => {
    const { exit, stderr, kustomization } = play(K, line);
    expect({ exit, kustomization }).toEqual({ exit: 1, kustomization: K['kustomization.yaml'] });
    expect(stderr.startsWith(`Error: ${message}\nUsage:\n  kustomize edit `)).toBe(true);
  });

  it('needs a file to edit', () => {
    expect(play({}, 'edit set namespace x').stderr).toMatch(/^Error: Missing kustomization file 'kustomization\.yaml'\.\n/);
    expect(play({ ...K, Kustomization: HEAD }, 'edit set namespace x').stderr).toMatch(
      /^Error: Found multiple kustomization file: \[kustomization\.yaml Kustomization\]\n/,
    );
  });
});

describe('kustomize build and the rest', () => {
  it('builds', () => {
    expect(play(K, 'build').stdout).toBe(CONFIG_MAP);
    expect(play(K, 'build -o out.yaml .').text('out.yaml')).toBe(CONFIG_MAP);
    expect(play({ ...K, 'out/.keep': '' }, 'build . --output=out').text('out/v1_configmap_a.yaml')).toBe(CONFIG_MAP);
  });

  it('tells faults without the usage', () => {
    expect(play({}, 'build').stderr).toBe(
      "Error: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/w'\n",
    );
    expect(play(K, 'build --load-restrictor none').stderr).toBe(
      'Error: illegal flag value --load-restrictor none; legal values: [LoadRestrictionsRootOnly LoadRestrictionsNone]\n',
    );
    expect(play({ 'kustomization.yaml': 'helmCharts:\n- name: x\n' }, 'build --enable-helm').stderr).toContain('is not simulated here');
  });

  it('loads files from elsewhere when it may', () => {
    const files = { 'in/kustomization.yaml': 'resources: [../a.yaml]\n', 'a.yaml': CONFIG_MAP };
    expect(play(files, 'build in').exit).toBe(1);
    expect(play(files, 'build in --load-restrictor LoadRestrictionsNone').stdout).toBe(CONFIG_MAP);
  });

  it('says its version and helps', () => {
    expect(play({}, 'version').stdout).toBe('v5.7.1\n');
    expect(play({}, 'version -o json').stdout).toBe('{\n  "version": "v5.7.1"\n}\n');
    expect(play({}, '').stdout).toContain('  build       Build a kustomization target from a directory or URL\n');
    expect(play({}, 'edit set --help').stdout).toContain('  nameprefix    Sets the value of the namePrefix field');
    expect(play({}, 'bogus').stderr).toBe('Error: unknown command "bogus" for "kustomize"\nRun \'kustomize --help\' for usage.\n');
    expect(play({}, 'localize').stderr).toBe('Error: kustomize localize is not simulated here\n');
  });
});

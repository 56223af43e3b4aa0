/** Files for the formats that read their template from one. */
export const FORMAT_FILES: Readonly<Record<string, string>> = {
  'path.txt': '{.kind}/{.metadata.name}{"\\n"}',
  'template.txt': '{{.kind}}/{{.metadata.name}}{{"\\n"}}',
  'columns.txt': 'NAME           KIND\nmetadata.name  kind\n',
};

const PRINTED = `
-o yaml
-o json
-o kyaml
-o name
-ojsonpath='{.kind} {.metadata.name}'
-o jsonpath-as-json='{.metadata}'
-o jsonpath-file=path.txt
-o go-template='{{.kind}}:{{.metadata.name}}{{"\\n"}}'
-o go-template-file=template.txt
-o template --template='{{.apiVersion}}'
-o go-template='{{.nope.nope}}' --allow-missing-template-keys=false
-o jsonpath='{.nope}' --allow-missing-template-keys=false
-o yaml --show-managed-fields
-o wide
-o jsonpath
`
  .trim()
  .split('\n');

/** The lines of a command that prints an object, in all formats. */
export const inFormats = (line: string): string => PRINTED.map((format) => `${line} ${format}`).join('\n');

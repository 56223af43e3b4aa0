/** YAML as kubectl reads and writes it (sigs.k8s.io/yaml over go-yaml v2). */
export { parseDocument, parseYaml, splitDocuments, type Reading } from './parse';
export { resolveScalar, type Scalar } from './scalar';
export { printYaml } from './print';
export { YamlError } from './tokens';

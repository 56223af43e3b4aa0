import { FORMAT_FILES, inFormats } from '../formats';
import type { CaseGroup } from '../kubectl-case';

const FILES: Readonly<Record<string, string>> = {
  ...FORMAT_FILES,
  'csr.yaml': 'apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: { name: jane }\n',
  'sub/dir/csr.yaml': 'apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: { name: jane }\n',
  'kust/kustomization.yaml': 'resources: [csr.yaml]\n',
  'kust/csr.yaml': 'apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: { name: jane }\n',
};
/** A request of CN=jane, signed with a key that nobody kept. */
const REQUEST =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIS01IRUNBUUF3RHpFTk1Bc0dBMVVFQXd3RWFtRnVaVEJaTUJNR0J5cUdTTTQ5QWdFR0NDcUdTTTQ5QXdFSApBMElBQkxjbTExSkhDcDRyWTlQL1A1bHVhVWZNZE9aa0dKRlVvVWJBeUFuTk56eCtWTklueHNpQkJSbHQ2KzQ0CjNoWXEwbE51KzZlTXNzNmE4WjJuN2gzemJQcWdBREFLQmdncWhrak9QUVFEQWdOSkFEQkdBaUVBdGlpMXhrcTQKeUtrYmRkM1hIUWFzajJadDFtZTlQVFpCYWgyb1RBZmpFckFDSVFEbnVhQ0hydnRMTDhabFExT2x6ejBTTGRIZApGTFlvUmNiMUQ5eEdsUlBmVUE9PQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K';
const SETUP = `for name in jane joe; do
kubectl apply -f - <<YAML
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: { name: $name }
spec: { request: ${REQUEST}, signerName: kubernetes.io/kube-apiserver-client, usages: [client auth], expirationSeconds: 86400 }
YAML
done`;

export const certificate: readonly CaseGroup[] = [
  {
    name: 'certificate',
    files: FILES,
    setup: SETUP,
    lines: `${inFormats('certificate approve jane')}
${inFormats('certificate deny jane')}
certificate
certificate foo
certificate approve
certificate approve jane
certificate approve csr/jane
certificate approve csr jane
certificate approve jane joe
certificate approve nope
certificate approve jane nope
certificate approve jane --force
certificate approve -f csr.yaml
certificate approve -f sub -R
certificate approve -f nope.yaml
certificate approve -k kust
certificate approve jane --foo
certificate approve jane --as=nobody
certificate approve pod/x
certificate deny
certificate deny jane
certificate deny jane joe
certificate deny nope
certificate deny jane --force
certificate deny -f csr.yaml
certificate deny -f sub -R
certificate deny -k kust
get csr
get csr -o wide
describe csr jane
describe csr
`,
  },
  {
    name: 'approved and denied',
    files: FILES,
    setup: `${SETUP}
kubectl certificate approve jane
kubectl certificate deny joe
sleep 5`,
    lines: `
certificate approve jane
certificate deny jane
certificate approve joe
certificate deny joe
certificate approve jane --force
get csr
get csr jane -o jsonpath='{.status.conditions[*].type}'
describe csr jane joe
`,
  },
];

import { FORMAT_FILES, inFormats } from '../formats';
import type { CaseGroup } from '../kubectl-case';

/** A pair made for these cases, and good for nothing else. */
const CERTIFICATE =
  '-----BEGIN CERTIFICATE-----\nMIIBbDCCAROgAwIBAgIUIyTgPuiEj7gLZWVdc8H2lVyagfUwCgYIKoZIzj0EAwIw\nDDEKMAgGA1UEAwwBYTAeFw0yNjExMjExNzUwMjBaFw0zNjExMTgxNzUwMjBaMAwx\nCjAIBgNVBAMMAWEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS5XQWC+oKxa1cJ\n3jOUIk6qgPG6Occ13s4yqD+Gi6Zk2XjVgZFEKacIQ6+hjLBkLIcgq3FVXReiFfOM\n9y0ptYMAo1MwUTAdBgNVHQ4EFgQUCEYNzKV0b8RNwCszFxtaaCCmopQwHwYDVR0j\nBBgwFoAUCEYNzKV0b8RNwCszFxtaaCCmopQwDwYDVR0TAQH/BAUwAwEB/zAKBggq\nhkjOPQQDAgNHADBEAiBo5Rmld+YU3Ot400k8c8hZ1T48SNV5dCv2NP9ZdWytzQIg\nVS2tBxKnmbnEgpcyCaP6V2xlzkRkZDw/yaVLu+1PWRY=\n-----END CERTIFICATE-----\n';
const KEY =
  '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHdKJzFL2cMprZ71X\nTgcEJ5l+fzBLQPEOf/U5SqlMt/OhRANCAAS5XQWC+oKxa1cJ3jOUIk6qgPG6Occ1\n3s4yqD+Gi6Zk2XjVgZFEKacIQ6+hjLBkLIcgq3FVXReiFfOM9y0ptYMA\n-----END PRIVATE KEY-----\n';

export const createSecret: readonly CaseGroup[] = [
  {
    name: 'secret tls and its flags',
    files: {
      ...FORMAT_FILES,
      'a.crt': CERTIFICATE,
      'a.key': KEY,
      'b.key': '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n',
    },
    lines: `
${inFormats('create secret tls t -n quiet --cert=a.crt --key=a.key --dry-run=client')}
create secret tls t -n quiet --cert=a.crt --key=a.key
create secret tls t -n quiet --cert=a.crt --key=a.key --dry-run=server
create secret tls t -n quiet --cert=a.crt --key=a.key --append-hash
create secret tls t -n quiet --cert=a.crt --key=a.key --append-hash --dry-run=client -o name
create secret tls t -n quiet --cert=a.crt --key=a.key --save-config -o jsonpath='{.metadata.annotations}'
create secret tls t -n quiet --cert=a.crt --key=a.key --save-config --dry-run=client -o yaml
create secret tls t -n quiet --cert=a.crt --key=a.key --field-manager=me --show-managed-fields -o jsonpath='{.metadata.managedFields[*].manager}'
create secret tls t -n quiet --cert=a.crt --key=a.key --validate=false
create secret tls t -n quiet --cert=a.crt --key=a.key --validate=maybe
create secret tls t -n quiet --cert=a.crt --key=b.key
create secret tls t -n quiet --cert=a.key --key=a.key
create secret tls t -n quiet --cert=a.crt --key=a.crt
create secret tls empty -n shop --cert=a.crt --key=a.key
create secret tls Bad_Name -n quiet --cert=a.crt --key=a.key
create secret tls a b -n quiet --cert=a.crt --key=a.key
$ kubectl create secret tls t -n quiet --cert=a.crt --key=a.key; kubectl get secret t -n quiet -o jsonpath='{.type} {.data}'
`,
  },
  {
    name: 'templates',
    files: {
      ...FORMAT_FILES,
      'cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: made }\ndata: { a: b }\n',
      'template.json': '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"in"}}',
    },
    lines: `
create -f cm.yaml -n quiet -o go-template --template='{{.metadata.name}}'
create -f cm.yaml -n quiet --template='{{.kind}}'
create -f cm.yaml -n quiet --allow-missing-template-keys=false -o jsonpath='{.metadata.name}'
create -f cm.yaml -n quiet --allow-missing-template-keys=false -o jsonpath='{.metadata.nope}' --dry-run=client
create -f cm.yaml -n quiet --save-config --show-managed-fields --field-manager=me -o jsonpath='{.metadata.managedFields[*].manager}'
create token robot -n shop -o go-template --template='{{.kind}}'
create token robot -n shop --allow-missing-template-keys=false -o jsonpath='{.kind}'
create token robot -n shop --bound-object-kind=Pod --bound-object-name=full -o jsonpath='{.spec.boundObjectRef.name}'
create token robot -n shop --bound-object-kind=Secret --bound-object-name=password --bound-object-uid=x
create token robot -n shop --bound-object-kind=Node --bound-object-name=node01 -o jsonpath='{.spec.boundObjectRef.kind}'
create token robot -n shop --bound-object-kind=Foo --bound-object-name=x
create token robot -n shop --bound-object-name=x
create token robot -n shop --bound-object-uid=x
create token robot -n shop --duration=1s
create token robot -n shop --duration=-1s
create token nobody -n shop
`,
  },
];

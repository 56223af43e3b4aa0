#!/usr/bin/env node
// record.mjs - asks a real kubectl for the help of every command and writes it as data: `node record.mjs /path/to/kubectl`.
// Flags (names, shorthands, defaults) are read from these texts at run time, see ../flags/known-flags.ts.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const kubectl = process.argv[2];
const here = dirname(fileURLToPath(import.meta.url));
const help = (args) =>
  execFileSync(kubectl, args, { encoding: 'utf8', env: { HOME: '/root', PATH: process.env.PATH, KUBECONFIG: '/dev/null' } });

const texts = {};
function visit(path) {
  const text = help([...path, '--help']);
  texts[path.join(' ')] = text.replace(/\/root\/\.kube/g, '$HOME/.kube');
  let listing = false;
  for (const line of text.split('\n')) {
    if (/^(Basic|Deploy|Cluster|Troubleshooting|Advanced|Settings|Other|Available) ?.*Commands.*:$/.test(line)) listing = true;
    else if (line === '') listing = false;
    else if (listing) {
      const name = /^ {2}(\S+)/.exec(line)?.[1];
      if (name && name !== 'help' && path.length < 4) visit([...path, name]);
    }
  }
}
visit([]);
texts.options = help(['options']).replace(/\/root\/\.kube/g, '$HOME/.kube');
writeFileSync(join(here, 'texts.json'), `${JSON.stringify(texts, null, 2)}\n`);

// Says clearly, and early, when Node itself is too old: everything after this may use what it needs.
const OLDEST = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  console.error(`Nekala needs Node.js ${OLDEST.join('.')} or newer; this is ${process.versions.node} (${process.execPath}).`);
  console.error('Install a current LTS release from your package manager or version manager and run the command again.');
  process.exit(1);
}

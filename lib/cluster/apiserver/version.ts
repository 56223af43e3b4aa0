/** What GET /version says. The commit and date are placeholders: this is no build of Kubernetes. */
export const VERSION = Object.freeze({
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'go1.26.10',
  compiler: 'gc',
  platform: 'linux/amd64',
});

/** The same of another release (`v1.35.3`). */
export function versionInfo(gitVersion: string | undefined): Readonly<Record<keyof typeof VERSION, string>> {
  const [, major, minor] = /^v(\d+)\.(\d+)\.\d+$/.exec(gitVersion ?? '') ?? [];
  if (!major || !minor || gitVersion === VERSION.gitVersion) return VERSION;
  const before = String(Number(minor) - 1);
  return { ...VERSION, major, minor, emulationMajor: major, emulationMinor: minor, minCompatibilityMinor: before, gitVersion: gitVersion! };
}

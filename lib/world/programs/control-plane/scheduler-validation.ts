import { EXTENSION_POINTS, IN_TREE_PLUGINS } from '@/lib/cluster/scheduler/configuration';

/* eslint-disable @typescript-eslint/no-explicit-any -- a file is read as it is */

const TOP = [
  'parallelism',
  'leaderElection',
  'clientConnection',
  'enableProfiling',
  'enableContentionProfiling',
  'percentageOfNodesToScore',
  'podInitialBackoffSeconds',
  'podMaxBackoffSeconds',
  'profiles',
  'extenders',
  'delayCacheUntilActive',
];
const PROFILE = ['schedulerName', 'percentageOfNodesToScore', 'plugins', 'pluginConfig'];

/** What is wrong with a KubeSchedulerConfiguration, in the words of the strict decoder or of apis/config/validation. */
export function schedulerComplaints(configuration: Record<string, any>): string | undefined {
  const unknown = Object.keys(configuration)
    .filter((name) => !TOP.includes(name))
    .map((name) => `unknown field "${name}"`);
  const profiles: any[] = Array.isArray(configuration.profiles) ? configuration.profiles : [];
  profiles.forEach((profile, i) => {
    for (const name of Object.keys(profile ?? {})) if (!PROFILE.includes(name)) unknown.push(`unknown field "profiles[${i}].${name}"`);
    for (const point of Object.keys(profile?.plugins ?? {})) {
      if (point !== 'multiPoint' && !(EXTENSION_POINTS as readonly string[]).includes(point)) {
        unknown.push(`unknown field "profiles[${i}].plugins.${point}"`);
      }
    }
  });
  if (unknown.length > 0) return `strict decoding error: ${unknown.join(', ')}`;
  const problems: string[] = [];
  const percentage = configuration.percentageOfNodesToScore;
  if (percentage !== undefined && (percentage < 0 || percentage > 100)) {
    problems.push(`percentageOfNodesToScore: Invalid value: ${percentage}: not in valid range [0-100]`);
  }
  if (configuration.podInitialBackoffSeconds !== undefined && configuration.podInitialBackoffSeconds <= 0) {
    problems.push(`podInitialBackoffSeconds: Invalid value: ${configuration.podInitialBackoffSeconds}: must be greater than 0`);
  }
  const names = profiles.map((profile) => profile?.schedulerName ?? 'default-scheduler');
  names.forEach((name, i) => {
    if (names.indexOf(name) !== i) problems.push(`profiles[${i}].schedulerName: Duplicate value: "${name}"`);
  });
  if (problems.length > 0) return problems.length === 1 ? problems[0]! : `[${problems.join(', ')}]`;
  const known = new Set(IN_TREE_PLUGINS.map(({ name }) => name));
  for (const profile of profiles) {
    const name = profile?.schedulerName ?? 'default-scheduler';
    for (const set of Object.values(profile?.plugins ?? {}) as any[]) {
      const stranger = (set?.enabled ?? []).find((plugin: any) => !known.has(plugin?.name));
      if (stranger) return `initializing profiles: creating profile for scheduler name ${name}: plugin "${stranger.name}" does not exist`;
    }
    const disabled = (profile?.plugins?.bind?.disabled ?? []).some(
      (plugin: any) => plugin?.name === '*' || plugin?.name === 'DefaultBinder',
    );
    if (disabled && !(profile?.plugins?.bind?.enabled ?? []).length) {
      return `initializing profiles: creating profile for scheduler name ${name}: at least one bind plugin is needed`;
    }
  }
  return undefined;
}

/**
 * How kube-scheduler is configured: KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1) as its file has it, read and
 * validated by whoever reads the file. Plain data. Models pkg/scheduler/apis/config.
 */
export interface SchedulerConfiguration {
  readonly percentageOfNodesToScore?: number;
  readonly podInitialBackoffSeconds?: number;
  readonly podMaxBackoffSeconds?: number;
  /** Default: one profile named `default-scheduler`. */
  readonly profiles?: readonly SchedulerProfile[];
}

export interface SchedulerProfile {
  /** Default `default-scheduler`. */
  readonly schedulerName?: string;
  readonly percentageOfNodesToScore?: number;
  readonly plugins?: Readonly<Partial<Record<ExtensionPoint | 'multiPoint', PluginSet>>>;
  /** Arguments by plugin, as `NodeResourcesFitArgs` has them. */
  readonly pluginConfig?: readonly { readonly name: string; readonly args?: PluginArgs }[];
}

export const EXTENSION_POINTS = [
  'preEnqueue',
  'queueSort',
  'preFilter',
  'filter',
  'postFilter',
  'preScore',
  'score',
  'reserve',
  'permit',
  'preBind',
  'bind',
  'postBind',
] as const;
export type ExtensionPoint = (typeof EXTENSION_POINTS)[number];

export interface PluginSet {
  readonly enabled?: readonly { readonly name: string; readonly weight?: number }[];
  /** `*`: all of the default ones. */
  readonly disabled?: readonly { readonly name: string }[];
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each plugin's own shape
export type PluginArgs = Readonly<Record<string, any>>;

/** In-tree plugins in the default profile's order (MultiPoint), with the extension points they have and their weights. */
export const IN_TREE_PLUGINS: readonly InTreePlugin[] = [
  plugin('SchedulingGates', ['preEnqueue']),
  plugin('PrioritySort', ['queueSort']),
  plugin('NodeUnschedulable', ['filter']),
  plugin('NodeName', ['filter']),
  plugin('TaintToleration', ['filter', 'preScore', 'score'], 3),
  plugin('NodeAffinity', ['preFilter', 'filter', 'preScore', 'score'], 2),
  plugin('NodePorts', ['preFilter', 'filter']),
  plugin('NodeResourcesFit', ['preFilter', 'filter', 'preScore', 'score'], 1),
  plugin('VolumeRestrictions', ['preFilter', 'filter']),
  plugin('NodeVolumeLimits', ['preFilter', 'filter']),
  plugin('VolumeBinding', ['preFilter', 'filter', 'preScore', 'score', 'reserve', 'preBind']),
  plugin('VolumeZone', ['preFilter', 'filter']),
  plugin('PodTopologySpread', ['preFilter', 'filter', 'preScore', 'score'], 2),
  plugin('InterPodAffinity', ['preFilter', 'filter', 'preScore', 'score'], 2),
  plugin('DynamicResources', ['preEnqueue', 'preFilter', 'filter', 'postFilter', 'score', 'reserve', 'preBind'], 2),
  plugin('DefaultPreemption', ['preEnqueue', 'postFilter']),
  plugin('NodeResourcesBalancedAllocation', ['preScore', 'score'], 1),
  plugin('ImageLocality', ['score'], 1),
  plugin('DefaultBinder', ['bind']),
];

export interface InTreePlugin {
  readonly name: string;
  readonly points: readonly ExtensionPoint[];
  readonly weight?: number;
}

function plugin(name: string, points: readonly ExtensionPoint[], weight?: number): InTreePlugin {
  return { name, points, ...(weight !== undefined && { weight }) };
}

export const DEFAULT_SCHEDULER = 'default-scheduler';

/** A profile worked out: which plugins run at an extension point, in order, and how much their scores weigh. */
export interface ResolvedProfile {
  readonly schedulerName: string;
  readonly percentageOfNodesToScore: number;
  readonly points: Readonly<Record<ExtensionPoint, readonly string[]>>;
  readonly weights: Readonly<Record<string, number>>;
  readonly args: Readonly<Record<string, PluginArgs>>;
}

/** The profiles of a configuration, the default one if it names none. Models apis/config/v1 (mergePlugins) and runtime.expandMultiPointPlugins. */
export function resolveProfiles(configuration: SchedulerConfiguration = {}): readonly ResolvedProfile[] {
  const profiles = configuration.profiles?.length ? configuration.profiles : [{}];
  return profiles.map((profile) => resolve(profile, configuration.percentageOfNodesToScore ?? 0));
}

function resolve(profile: SchedulerProfile, percentage: number): ResolvedProfile {
  const multi = merge(
    IN_TREE_PLUGINS.map(({ name, weight }) => ({ name, weight })),
    profile.plugins?.multiPoint,
  );
  const weights: Record<string, number> = {};
  const pointsOf = new Map(IN_TREE_PLUGINS.map(({ name, points }) => [name, points]));
  const points = Object.fromEntries(
    EXTENSION_POINTS.map((point) => {
      const set = profile.plugins?.[point];
      const enabled = (set?.enabled ?? []).filter(({ name }) => pointsOf.get(name)?.includes(point));
      const disabled = new Set((set?.disabled ?? []).map(({ name }) => name));
      const own = new Map(enabled.map((entry) => [entry.name, entry]));
      const general = multi.filter(({ name }) => pointsOf.get(name)?.includes(point) && !disabled.has('*') && !disabled.has(name));
      // What is named here and in multiPoint takes the place it has there first, as upstream: overridden ones come first.
      const overridden = general.filter(({ name }) => own.has(name)).map(({ name }) => own.get(name)!);
      const rest = general.filter(({ name }) => !own.has(name));
      const added = enabled.filter(({ name }) => !general.some((entry) => entry.name === name));
      const all = [...overridden, ...rest, ...added];
      if (point === 'score') for (const { name, weight } of all) weights[name] = weight || 1;
      return [point, all.map(({ name }) => name)];
    }),
  ) as unknown as Record<ExtensionPoint, readonly string[]>;
  return {
    schedulerName: profile.schedulerName ?? DEFAULT_SCHEDULER,
    percentageOfNodesToScore: profile.percentageOfNodesToScore ?? percentage,
    points,
    weights,
    args: Object.fromEntries((profile.pluginConfig ?? []).map(({ name, args }) => [name, args ?? {}])),
  };
}

interface Enabled {
  readonly name: string;
  readonly weight?: number;
}

/** Default plugins less the disabled ones; one that is enabled anew takes its default's place, others come after. */
function merge(defaults: readonly Enabled[], set: PluginSet | undefined): readonly Enabled[] {
  const disabled = new Set((set?.disabled ?? []).map(({ name }) => name));
  const custom = new Map((set?.enabled ?? []).map((entry) => [entry.name, entry]));
  const kept = disabled.has('*') ? [] : defaults.filter(({ name }) => !disabled.has(name)).map((entry) => custom.get(entry.name) ?? entry);
  return [...kept, ...(set?.enabled ?? []).filter(({ name }) => !kept.some((entry) => entry.name === name))];
}

/** A chart of the in-product catalogue: our own, smaller than upstream's, with upstream's names. */
export interface ChartSource {
  readonly name: string;
  /** Newest first. */
  readonly versions: readonly { readonly version: string; readonly appVersion: string; readonly created: string }[];
  readonly description: string;
  readonly keywords: readonly string[];
  readonly home: string;
  readonly values: string;
  /** Files below templates/. */
  readonly templates: Readonly<Record<string, string>>;
  /** Files below crds/. */
  readonly crds?: Readonly<Record<string, string>>;
  /** Charts below charts/, each with the value that switches it off. */
  readonly dependencies?: readonly { readonly chart: ChartSource; readonly repository: string; readonly condition?: string }[];
}

/** A chart repository at its address. */
export interface ChartRepository {
  /** Without a slash at the end. */
  readonly url: string;
  readonly charts: readonly ChartSource[];
}

interface Named {
  readonly name?: string;
  readonly image?: string;
}

/** Names of the containers of a pod spec, comma-separated. */
export function containerNames(spec: { readonly containers?: readonly Named[] } | undefined): string {
  return (spec?.containers ?? []).map((container) => container.name ?? '').join(',');
}

export function containerImages(spec: { readonly containers?: readonly Named[] } | undefined): string {
  return (spec?.containers ?? []).map((container) => container.image ?? '').join(',');
}

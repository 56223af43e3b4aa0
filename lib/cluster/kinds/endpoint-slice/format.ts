interface Port {
  readonly name?: string;
  readonly port?: number;
  readonly protocol?: string;
}

const MOST = 3;

/** `80,443 + 1 more...`; `<unset>` without ports, `*` for a port without a number. */
export function portsText(ports: readonly Port[] | undefined): string {
  if (!ports || ports.length === 0) return '<unset>';
  const list: string[] = [];
  let more = false;
  let count = 0;
  for (const port of ports) {
    const text = port.port !== undefined ? String(port.port) : port.name || '*';
    if (list.length === MOST) more = true;
    if (!more) list.push(text);
    count++;
  }
  return more ? `${list.join(',')} + ${count - MOST} more...` : list.join(',');
}

/** First address of each endpoint, as above. */
export function endpointsText(endpoints: readonly { readonly addresses?: readonly string[] }[] | undefined): string {
  if (!endpoints || endpoints.length === 0) return '<unset>';
  const list: string[] = [];
  let count = 0;
  for (const endpoint of endpoints) {
    for (const address of endpoint.addresses ?? []) {
      if (list.length < MOST) list.push(address);
      count++;
    }
  }
  return count > MOST ? `${list.join(',')} + ${count - MOST} more...` : list.join(',');
}

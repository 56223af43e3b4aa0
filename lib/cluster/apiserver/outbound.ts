import type { HttpRequest, HttpResponse } from '@/lib/sim/http';

/** A Service as a webhook configuration names it. */
export interface ServiceReference {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

export interface OutboundRequest {
  /** As the server's client words it, with its query. */
  readonly url: string;
  /** Whose address is dialled in place of the URL's host. */
  readonly service?: ServiceReference;
  /** PEM of the authorities that the other end's certificate must come from; absent: those of the host. */
  readonly ca?: string;
  /** A frozen value. */
  readonly body: unknown;
}

export interface OutboundResponse {
  readonly status: number;
  /** A value, or text where the other end does not speak JSON. */
  readonly body: unknown;
}

/** The other end could not be reached. The message is Go's, as it follows `Post "https://…": `. */
export class OutboundError extends Error {}

/**
 * The API server's own way out, to what runs in the cluster and around it (admission webhooks). A call is answered at once: the
 * programs that listen on simulated ports answer requests without waiting (`hosts/net/network.ts`), so that neither time nor
 * the Sim needs to run in between.
 */
export interface Outbound {
  /** Throws OutboundError. */
  post(request: OutboundRequest): OutboundResponse;
  /** A request carried on to an address (what proxy subresources do). Throws OutboundError. */
  forward(to: OutboundAddress, request: Omit<HttpRequest, 'peer'>): HttpResponse;
  /** A request to a Service, whose certificate has to come from `ca` (undefined: from anybody). Throws OutboundError. */
  ask(service: ServiceReference, ca: string | undefined, request: Omit<HttpRequest, 'peer'>): HttpResponse;
}

/** Where a request is carried on to. */
export interface OutboundAddress {
  readonly scheme: 'http' | 'https';
  readonly ip: string;
  readonly port: number;
}

function nowhere(): never {
  throw new OutboundError('dial tcp: no network is simulated around this server');
}

/** For servers without a network around them. */
export const NOWHERE: Outbound = {
  post: nowhere,
  forward: nowhere,
  ask: nowhere,
};

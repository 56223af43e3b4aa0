import type { GroupResource, KubeObject } from '@/lib/api/object';

export const GROUP = 'gateway.networking.k8s.io';
export const GATEWAY_CLASSES: GroupResource = { group: GROUP, resource: 'gatewayclasses' };
export const GATEWAYS: GroupResource = { group: GROUP, resource: 'gateways' };
export const HTTP_ROUTES: GroupResource = { group: GROUP, resource: 'httproutes' };
export const GRPC_ROUTES: GroupResource = { group: GROUP, resource: 'grpcroutes' };
export const REFERENCE_GRANTS: GroupResource = { group: GROUP, resource: 'referencegrants' };
/** NGINX Gateway Fabric's own group. */
export const NGINX_GROUP = 'gateway.nginx.org';
export const NGINX_PROXIES: GroupResource = { group: NGINX_GROUP, resource: 'nginxproxies' };
export const CONTROLLER_NAME = 'gateway.nginx.org/nginx-gateway-controller';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

export interface StoredCondition extends Condition {
  readonly observedGeneration?: number;
  readonly lastTransitionTime: string;
}

export interface ParametersRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface GatewayClass extends KubeObject {
  readonly spec: { readonly controllerName: string; readonly parametersRef?: ParametersRef };
  readonly status?: { readonly conditions?: readonly StoredCondition[] };
}

/** Points at an object; what is absent is the Gateway API's default. */
export interface Reference {
  readonly group?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface Listener {
  readonly name: string;
  readonly hostname?: string;
  readonly port: number;
  readonly protocol: string;
  readonly tls?: { readonly mode?: string; readonly certificateRefs?: readonly Reference[] };
  readonly allowedRoutes?: {
    readonly namespaces?: { readonly from?: string; readonly selector?: object };
    readonly kinds?: readonly { readonly group?: string; readonly kind: string }[];
  };
}

export interface Gateway extends KubeObject {
  readonly spec: {
    readonly gatewayClassName: string;
    readonly listeners: readonly Listener[];
    readonly addresses?: readonly { readonly type?: string; readonly value?: string }[];
    readonly infrastructure?: {
      readonly labels?: Readonly<Record<string, string>>;
      readonly annotations?: Readonly<Record<string, string>>;
      readonly parametersRef?: ParametersRef;
    };
  };
  readonly status?: {
    readonly conditions?: readonly StoredCondition[];
    readonly listeners?: readonly { readonly name: string; readonly conditions: readonly StoredCondition[] }[];
  };
}

export interface ParentRef extends Reference {
  readonly sectionName?: string;
  readonly port?: number;
}

export interface BackendRef extends Reference {
  readonly port?: number;
  readonly weight?: number;
  readonly filters?: readonly RouteFilter[];
}

export interface PathModifier {
  readonly type: 'ReplaceFullPath' | 'ReplacePrefixMatch';
  readonly replaceFullPath?: string;
  readonly replacePrefixMatch?: string;
}

export interface HeaderModifier {
  readonly set?: readonly { readonly name: string; readonly value: string }[];
  readonly add?: readonly { readonly name: string; readonly value: string }[];
  readonly remove?: readonly string[];
}

export interface RouteFilter {
  readonly type: string;
  readonly requestHeaderModifier?: HeaderModifier;
  readonly responseHeaderModifier?: HeaderModifier;
  readonly requestRedirect?: {
    readonly scheme?: string;
    readonly hostname?: string;
    readonly port?: number;
    readonly statusCode?: number;
    readonly path?: PathModifier;
  };
  readonly urlRewrite?: { readonly hostname?: string; readonly path?: PathModifier };
  readonly requestMirror?: {
    readonly backendRef: BackendRef;
    readonly percent?: number;
    readonly fraction?: { readonly numerator: number; readonly denominator?: number };
  };
  readonly extensionRef?: Reference;
}

/** One thing that a request has to have; `type` is Exact or RegularExpression. */
export interface ValueMatch {
  readonly type?: string;
  readonly name: string;
  readonly value: string;
}

export interface RouteMatch {
  readonly path?: { readonly type?: string; readonly value?: string };
  readonly headers?: readonly ValueMatch[];
  readonly queryParams?: readonly ValueMatch[];
  /** HTTPRoute: the verb. GRPCRoute: service and method. */
  readonly method?: string | { readonly type?: string; readonly service?: string; readonly method?: string };
}

/** HTTPRoute and GRPCRoute: they have all but matches in common. */
export interface Route extends KubeObject {
  readonly spec: {
    readonly parentRefs?: readonly ParentRef[];
    readonly hostnames?: readonly string[];
    readonly rules?: readonly {
      readonly matches?: readonly RouteMatch[];
      readonly filters?: readonly RouteFilter[];
      readonly backendRefs?: readonly BackendRef[];
      readonly timeouts?: object;
      readonly retry?: object;
      readonly sessionPersistence?: object;
    }[];
  };
  readonly status?: { readonly parents?: readonly RouteParentStatus[] };
}

export interface RouteParentStatus {
  readonly parentRef: ParentRef;
  readonly controllerName: string;
  readonly conditions: readonly StoredCondition[];
}

export interface ReferenceGrant extends KubeObject {
  readonly spec: {
    readonly from: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[];
    readonly to: readonly { readonly group: string; readonly kind: string; readonly name?: string }[];
  };
}

/** NGINX Gateway Fabric's settings of its data plane, as far as they are simulated. */
export interface NginxProxy extends KubeObject {
  readonly spec: {
    readonly kubernetes?: {
      readonly deployment?: { readonly replicas?: number };
      readonly service?: {
        readonly type?: string;
        readonly externalTrafficPolicy?: string;
        readonly loadBalancerIP?: string;
        readonly loadBalancerClass?: string;
        readonly nodePorts?: readonly { readonly port: number; readonly listenerPort: number }[];
      };
    };
  };
}

import { describe, expect } from 'vitest';
import { condition, gateway, podOf, scenario, status, get } from './cast';

const grpc = (rules: string) => `
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: calls }
spec: { parentRefs: [{ name: gateway }], rules: [${rules}] }`;
const BACKEND = 'backendRefs: [{ name: web, port: 80 }]';

describe('GRPCRoute', () => {
  scenario('is accepted and counted like an HTTPRoute', (stage) => {
    stage.apply(gateway() + grpc(`{ matches: [{ method: { service: hostname, method: Get } }], ${BACKEND} }`));
    expect(condition(stage, 'grpcroute/calls', 'Accepted', '.status.parents[0].conditions')).toBe('True Accepted: The route is accepted');
    expect(stage.kubectl(`get gtw gateway -o jsonpath='{.status.listeners[0].attachedRoutes}'`)).toBe('1');
  });

  scenario('a service and a method are a path; without a match all calls are taken', (stage) => {
    stage.apply(gateway() + grpc(`{ matches: [{ method: { service: demo.Greeter, method: Hello } }], ${BACKEND} }`));
    expect(get(stage, 'a.example', '/demo.Greeter/Hello')).not.toContain('<center>nginx</center>');
    expect(get(stage, 'a.example', '/demo.Greeter/Bye')).toContain('<center>nginx</center>');
    stage.apply(grpc(`{ ${BACKEND} }`));
    expect(get(stage, 'a.example')).toBe(podOf(stage, 'web'));
    expect(status(stage, 'a.example')).toBe('200');
  });

  scenario('a match of a method names a service or a method', (stage) => {
    const yaml = grpc(`{ matches: [{ method: { type: Exact } }], ${BACKEND} }`);
    expect(stage.fails(`cat <<'E' | kubectl apply -f -\n${yaml}\nE`)).toContain("One or both of 'service' or 'method' must be specified");
  });
});

import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

const INGRESS_NGINX =
  'https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.14.0/deploy/static/provider/baremetal/deploy.yaml';
const GATEWAY_API = 'https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.0/standard-install.yaml';
const FABRIC = 'https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v2.2.0/deploy';

const GATEWAY = `cat <<EOF > gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: shop
spec:
  gatewayClassName: nginx
  listeners:
  - name: https
    protocol: HTTPS
    port: 443
    hostname: shop.example.com
    tls:
      mode: Terminate
      certificateRefs: [{name: shop-tls}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  parentRefs: [{name: shop}]
  hostnames: [shop.example.com]
  rules:
  - matches: [{path: {type: PathPrefix, value: /}}]
    backendRefs: [{name: shop, port: 8080}]
EOF`;

scenario(
  'Move a site with TLS from an Ingress to the Gateway API, and find why the first route answers 500',
  (stage) => {
    const me = new Candidate(stage);
    me.type(`kubectl apply -f ${INGRESS_NGINX}`);
    expect(
      me.type('kubectl wait -n ingress-nginx --for=condition=ready pod -l app.kubernetes.io/component=controller --timeout=120s'),
    ).toContain('condition met');
    me.type('kubectl create deployment shop --image=nginx --port=80 && kubectl expose deployment shop --port=80');
    me.type(
      'openssl req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.crt -days 30 -subj "/CN=shop.example.com" -addext "subjectAltName=DNS:shop.example.com" 2>/dev/null',
    );
    expect(me.type('kubectl create secret tls shop-tls --cert=tls.crt --key=tls.key')).toBe('secret/shop-tls created');
    me.type('kubectl create ingress shop --class=nginx --rule="shop.example.com/*=shop:80,tls=shop-tls"');
    stage.pass(60);
    expect(me.type('kubectl get ingress shop --no-headers')).toMatch(/^shop +nginx +shop.example.com +172\.30\.\d\.2 +80, 443/);
    me.type(
      `PORT=$(kubectl get svc -n ingress-nginx ingress-nginx-controller -o jsonpath='{.spec.ports[?(@.name=="https")].nodePort}'); NODE=172.30.2.2`,
    );
    const fetch = (port: string) =>
      me.type(
        `curl -sS -o out -w '%{http_code}\\n' --cacert tls.crt --resolve shop.example.com:${port}:$NODE https://shop.example.com:${port}`,
      );
    expect(fetch('$PORT')).toBe('200');

    me.type(`kubectl apply --server-side -f ${GATEWAY_API} -f ${FABRIC}/crds.yaml | tail -1`);
    me.type(`kubectl apply -f ${FABRIC}/nodeport/deploy.yaml`);
    expect(me.type('kubectl wait --for=condition=Accepted gatewayclass/nginx --timeout=90s')).toBe(
      'gatewayclass.gateway.networking.k8s.io/nginx condition met',
    );
    expect(me.type('kubectl explain gateway.spec.listeners.tls.mode | grep -A1 FIELD')).toContain('FIELD: mode <string>');
    me.type(GATEWAY);
    expect(me.type('kubectl apply -f gateway.yaml')).toContain('httproute.gateway.networking.k8s.io/shop created');
    stage.pass(30);
    expect(me.type('kubectl get gateway shop --no-headers')).toMatch(/^shop +nginx +\S+ +True/);
    me.type("GWP=$(kubectl get svc shop-nginx -o jsonpath='{.spec.ports[0].nodePort}')");
    // The Service has no such port.
    expect(fetch('$GWP')).toBe('500');
    expect(me.type(`kubectl get httproute shop -o jsonpath='{.status.parents[0].conditions[?(@.type=="ResolvedRefs")].status}'`)).toBe(
      'False',
    );
    me.type("sed -i 's/port: 8080/port: 80/' gateway.yaml && kubectl apply -f gateway.yaml");
    stage.pass(10);
    expect(fetch('$GWP')).toBe('200');
    expect(me.type('grep -c "Welcome to nginx" out')).toBe('2');

    expect(me.type('kubectl delete ingress shop')).toContain('"shop" deleted');
    stage.pass(5);
    expect(me.type('curl -sk --resolve shop.example.com:$PORT:$NODE https://shop.example.com:$PORT | grep title')).toContain(
      '404 Not Found',
    );
    expect(fetch('$GWP')).toBe('200');
    me.type('kubectl delete secret shop-tls');
    stage.pass(5);
    expect(me.type(`kubectl get gateway shop -o jsonpath='{.status.listeners[0].conditions[?(@.type=="ResolvedRefs")].reason}'`)).toBe(
      'InvalidCertificateRef',
    );
  },
  EVENING,
);

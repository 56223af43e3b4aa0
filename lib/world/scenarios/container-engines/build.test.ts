import { expect } from 'vitest';
import { scenario } from '../stage';

const SOURCE = `mkdir -p /root/app && cd /root/app
echo '<h1>shop</h1>' > index.html
cat > Dockerfile <<'F'
ARG BASE=nginx:alpine
FROM busybox AS builder
WORKDIR /out
COPY index.html .
RUN echo built >> index.html && mkdir extra && echo x > extra/y

FROM $BASE
LABEL team=web
ENV MODE=production \\
    LEVEL=2
COPY --from=builder /out/index.html /usr/share/nginx/html/
EXPOSE 80
F
`;

scenario('A Dockerfile with two stages becomes an image that docker can run, publish a port of and execute in', (stage) => {
  stage.ok('apt-get update && apt-get install -y docker.io');
  stage.ok(SOURCE);
  const built = stage.sh('cd /root/app && docker build -t shop:1.0 .');
  expect({ exit: built.exit, stderr: built.stderr }).toEqual({
    exit: 0,
    stderr: expect.stringContaining('naming to docker.io/library/shop:1.0 done'),
  });
  expect(stage.ok('docker images shop')).toMatch(/^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE\nshop +1\.0 +[0-9a-f]{12} +/);
  stage.ok('docker run -d --name web -p 8080:80 shop:1.0');
  expect(stage.ok('sleep 1; curl -s localhost:8080')).toBe('<h1>shop</h1>\nbuilt');
  expect(stage.ok('docker exec web printenv MODE LEVEL')).toBe('production\n2');
  expect(stage.ok('docker ps')).toMatch(/web$/m);
  expect(stage.ok('docker ps --format "{{.Names}} {{.Ports}}"')).toBe('web 0.0.0.0:8080->80/tcp');
  expect(stage.ok("docker inspect --format '{{.State.Status}} {{.Config.Labels}}' web")).toContain('running');
  expect(stage.ok("docker image inspect -f '{{json .Config.Env}}' shop:1.0")).toContain('MODE=production');
  // The kubelet's containers are none of docker's, nor the other way round.
  expect(stage.ok('crictl ps')).not.toContain('web');
  expect(stage.ok('docker ps -q | wc -l')).toBe('1');
  expect(stage.fails('docker rm web')).toContain(
    'cannot remove container "web": container is running: stop the container before removing or force remove',
  );
  expect(stage.ok('docker stop web; docker start web; docker rm -f web')).toBe('web\nweb\nweb');
  expect(stage.fails('curl -s localhost:8080')).toBe('');
});

scenario('An image that docker has saved is imported into containerd and used by a pod of that node', (stage) => {
  stage.ok('apt-get update && apt-get install -y docker.io');
  stage.ok(`${SOURCE} docker build -q -t shop:1.0 .; docker save shop:1.0 -o /root/shop.tar`);
  expect(stage.ok('tar tf /root/shop.tar')).toContain('manifest.json\noci-layout');
  stage.ok('scp -o StrictHostKeyChecking=no /root/shop.tar node01:/root/shop.tar');
  expect(stage.ok('ctr -n k8s.io images import /root/shop.tar', 'node01')).toContain('docker.io/library/shop:1.0');
  expect(stage.ok('crictl images', 'node01')).toMatch(/^docker\.io\/library\/shop +1\.0 /m);
  stage.apply(
    '{apiVersion: v1, kind: Pod, metadata: {name: shop}, spec: {nodeName: node01, containers: [{name: shop, image: "shop:1.0"}]}}',
  );
  expect(stage.kubectl('get pod shop --no-headers')).toMatch(/^shop +1\/1 +Running/);
  expect(stage.ok('curl -s $(kubectl get pod shop -o jsonpath={.status.podIP})')).toBe('<h1>shop</h1>\nbuilt');
  expect(stage.kubectl('exec shop -- printenv MODE')).toBe('production');
});

scenario('podman names what it builds below localhost/ and saves it as an OCI archive', (stage) => {
  stage.ok('apt-get update && apt-get install -y podman');
  stage.ok(SOURCE);
  const built = stage.ok('cd /root/app && podman build -t shop:2.0 .');
  expect(built).toMatch(/^\[1\/2\] STEP 1\/4: FROM busybox AS builder\n/);
  expect(built).toContain('Successfully tagged localhost/shop:2.0');
  stage.ok('podman save --format oci-archive -o /root/shop.tar localhost/shop:2.0');
  expect(stage.ok('podman rmi shop:2.0')).toContain('Untagged: localhost/shop:2.0');
  expect(stage.ok('podman load -i /root/shop.tar')).toContain('Loaded image: localhost/shop:2.0');
  expect(stage.ok('podman run --rm shop:2.0 cat /usr/share/nginx/html/index.html')).toBe('<h1>shop</h1>\nbuilt');
  expect(stage.ok('podman ps -a -q | wc -l')).toBe('0');
});

scenario('What fails in a build says so, and the exit code of a container is the exit code of docker run', (stage) => {
  stage.ok('apt-get update && apt-get install -y docker.io');
  stage.ok("mkdir /root/bad && cd /root/bad && printf 'FROM busybox\\nRUN exit 3\\n' > Dockerfile");
  expect(stage.fails('cd /root/bad && docker build .')).toContain(
    'process "/bin/sh -c exit 3" did not complete successfully: exit code: 3',
  );
  stage.ok("cd /root/bad && printf 'FROM busybox\\nCOPY nope /\\n' > Dockerfile");
  expect(stage.fails('cd /root/bad && docker build .')).toContain('"/nope": not found');
  expect(stage.fails('cd /root/bad && docker build -t Bad .')).toContain('repository name must be lowercase');
  expect(stage.sh('docker run busybox sh -c "echo out; exit 7"')).toMatchObject({ exit: 7, stdout: 'out\n' });
  expect(stage.sh('docker run --name x busybox nope').exit).toBe(127);
  expect(stage.ok('docker logs $(docker ps -aq | tail -1)')).toBe('out');
});

scenario('An image is pushed to a private registry after a login, and another node pulls it with the secret', (stage) => {
  stage.ok('apt-get update && apt-get install -y docker.io');
  stage.ok(`${SOURCE} docker build -q -t shop:1.0 .`);
  const registry = 'private-registry.nekala.internal:5000';
  stage.ok(`docker tag shop:1.0 ${registry}/shop:1.0`);
  expect(stage.fails(`docker push ${registry}/shop:1.0`)).toContain('no basic auth credentials');
  expect(stage.ok(`echo dock_password | docker login -u dock_user --password-stdin ${registry}`)).toBe('Login Succeeded');
  expect(stage.ok(`docker push ${registry}/shop:1.0`)).toMatch(/1\.0: digest: sha256:[0-9a-f]{64} size: \d+$/);
  stage.kubectl(
    `create secret docker-registry reg --docker-server=${registry} --docker-username=dock_user --docker-password=dock_password`,
  );
  const pod = (name: string, secret: string) =>
    `{apiVersion: v1, kind: Pod, metadata: {name: ${name}}, spec: {nodeName: node01, ${secret} containers: [{name: shop, image: "${registry}/shop:1.0"}]}}`;
  stage.ok(`cat <<'M' | kubectl apply -f -\n${pod('refused', '')}\nM`);
  stage.pass(20);
  expect(stage.kubectl('get pod refused --no-headers')).toMatch(/ErrImagePull|ImagePullBackOff/);
  stage.kubectl('delete pod refused --force');
  stage.apply(pod('shop', 'imagePullSecrets: [{name: reg}],'));
  expect(stage.kubectl('get pod shop --no-headers')).toMatch(/^shop +1\/1 +Running/);
});

import { expect } from 'vitest';
import { allImages, type Image } from '@/lib/cluster/images';
import { scenario, type Stage } from '../stage';

/** What the images whose entry point asks for something are given. */
const GIVEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'docker.io/library/mysql': { MYSQL_ROOT_PASSWORD: 'x' },
  'docker.io/bitnami/mysql': { MYSQL_ROOT_PASSWORD: 'x' },
  'docker.io/library/mariadb': { MARIADB_ROOT_PASSWORD: 'x' },
  'docker.io/library/postgres': { POSTGRES_PASSWORD: 'x' },
  'docker.io/bitnami/postgresql': { POSTGRESQL_PASSWORD: 'x' },
  'docker.io/library/joomla': { JOOMLA_DB_HOST: 'db', JOOMLA_DB_PASSWORD: 'x' },
  'docker.io/library/ghost': { NODE_ENV: 'development' },
  'docker.io/library/mongo-express': { ME_CONFIG_MONGODB_SERVER: 'localhost' },
  'docker.io/dpage/pgadmin4': { PGADMIN_DEFAULT_EMAIL: 'a@b.c', PGADMIN_DEFAULT_PASSWORD: 'x' },
  'docker.io/confluentinc/cp-kafka': { KAFKA_PROCESS_ROLES: 'broker', KAFKA_ADVERTISED_LISTENERS: 'x' },
  'docker.io/bitnami/kafka': { KAFKA_CFG_PROCESS_ROLES: 'broker' },
  'docker.io/itsthenetwork/nfs-server-alpine': { SHARED_DIRECTORY: '/nfs' },
  'mcr.microsoft.com/azuredocs/azure-vote-front': { REDIS: 'redis' },
};
/** Images whose container ends at once when it is given nothing, as the real one's does, with its exit code. */
const ENDS: Readonly<Record<string, number>> = {
  'docker.io/library/hello-world': 0,
  'docker.io/library/haproxy': 1,
  'docker.io/library/mongo-express': 1,
  'docker.io/library/docker': 32,
  'quay.io/minio/minio': 0,
  'quay.io/keycloak/keycloak': 0,
};
/** Of these nothing is running but a shell or a tool without arguments. */
const shellLike = (image: Image) => (image.ports ?? []).length === 0 || image.repository === 'docker.io/fluent/fluent-bit';

const tagOf = (image: Image): string => {
  const { tags } = image;
  if (!tags.noLatest) return 'latest';
  return `${tags.names?.[tags.latest] ? '' : (tags.prefix ?? '')}${tags.latest}`;
};

interface Seen {
  readonly phase: string;
  readonly ip: string;
  readonly code?: number;
  readonly reason?: string;
}

function run(stage: Stage, images: readonly Image[]): Map<Image, Seen> {
  for (const [i, image] of images.entries()) {
    const secret = image.private || image.rateLimited;
    if (secret) continue;
    stage.client.create({ group: '', resource: 'pods' }, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `p${i}`, namespace: 'default' },
      spec: {
        nodeName: i % 2 ? 'node01' : 'controlplane',
        restartPolicy: 'Never',
        containers: [
          {
            name: 'c',
            image: `${image.repository}:${tagOf(image)}`,
            env: Object.entries(GIVEN[image.repository] ?? {}).map(([name, value]) => ({ name, value })),
          },
        ],
      },
    } as never);
  }
  stage.pass(120);
  const out = new Map<Image, Seen>();
  for (const [i, image] of images.entries()) {
    type State = { waiting?: { reason: string; message?: string }; terminated?: { exitCode: number; message?: string } };
    const pod = stage.get('pods', `p${i}`) as
      { status?: { phase: string; podIP?: string; containerStatuses?: { state?: State }[] } } | undefined;
    const state = pod?.status?.containerStatuses?.[0]?.state;
    if (pod)
      out.set(image, {
        phase: pod.status?.phase ?? '',
        ip: pod.status?.podIP ?? '',
        ...(state?.terminated ? { code: state.terminated.exitCode } : {}),
        ...(state?.waiting ? { reason: `${state.waiting.reason} ${state.waiting.message ?? ''}` } : {}),
      });
  }
  return out;
}

const BATCH = 10;
const all = allImages();
for (let from = 0; from < all.length; from += BATCH) {
  const images = all.slice(from, from + BATCH);
  scenario(`images ${images[0]!.repository} and after start as they are, and listen on the ports they expose`, (stage) => {
    const wrong: string[] = [];
    for (const [image, seen] of run(stage, images)) {
      const { repository } = image;
      const said = JSON.stringify(seen);
      if (Object.hasOwn(ENDS, repository)) {
        if (seen.code !== ENDS[repository]) wrong.push(`${repository} ends otherwise: ${said}`);
      } else if (seen.reason && !seen.reason.endsWith('no command specified')) wrong.push(`${repository} does not start: ${said}`);
      else if (!shellLike(image)) {
        if (seen.phase !== 'Running')
          wrong.push(`${repository} is not running: ${said} ${stage.sh(`kubectl logs p${images.indexOf(image)}`).stdout.slice(0, 300)}`);
        const listens = (image.ports ?? []).some(
          (port) => port.endsWith('/tcp') && stage.world.dialFromHost('controlplane', seen.ip, Number(port.split('/')[0])).ok,
        );
        if (seen.phase === 'Running' && !listens && (image.ports ?? []).some((port) => port.endsWith('/tcp')))
          wrong.push(`${repository} does not listen on ${image.ports?.join()}`);
      }
    }
    expect(wrong).toEqual([]);
  });
}

import { directory, executable, type Image, type ImageFile } from '../image';
import { onlyTags, tags } from '../tags';

const alpineOr = (other: 'debian:11' | 'debian:12' | 'debian:13' | 'ubuntu:24.04') => (tag: string) =>
  tag.includes('alpine') ? 'alpine' : other;
const local = (...names: readonly string[]): readonly ImageFile[] => names.map((name) => executable(`/usr/local/bin/${name}`));
/** The full images are built on `buildpack-deps`, which has these. */
const FULL = ['curl', 'wget', 'git', 'openssl', 'ps', 'top', 'file'];
const fullOr = (tag: string): readonly string[] => (/slim|alpine/.test(tag) ? [] : FULL);

const DEBIAN_SUFFIXES =
  '-slim-bookworm -slim-bullseye -slim-trixie -slim -alpine -bookworm -bullseye -trixie -buster -alpine3.22 -alpine3.21 -alpine3.20 -alpine3.19';

const java = (repository: string, also: readonly string[], rest: Partial<Image> & Pick<Image, 'tags'>): Image => ({
  repository,
  also,
  base: (tag) => (tag.includes('alpine') ? 'alpine' : 'ubuntu:24.04'),
  cmd: ['jshell'],
  env: { JAVA_HOME: '/opt/java/openjdk', PATH: '/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  tools: ['curl', 'wget'],
  files: ['java', 'javac', 'jshell', 'jps'].map((name) =>
    executable(`/opt/java/openjdk/bin/${name}`, name === 'jshell' ? 'jshell' : 'java'),
  ),
  megabytes: 200,
  ...rest,
});

/** Compilers and interpreters. */
export const LANGUAGE_IMAGES: readonly Image[] = [
  {
    repository: 'docker.io/library/python',
    also: ['public.ecr.aws/docker/library/python'],
    tags: tags('2.7.18 3.5.10 3.6.15 3.7.17 3.8.20 3.9.24 3.10.19 3.11.14 3.12.12 3.13.9 3.14.0', { suffixes: DEBIAN_SUFFIXES }),
    base: alpineOr('debian:12'),
    cmd: ['python3'],
    env: (version) => ({ PYTHON_VERSION: version, LANG: 'C.UTF-8' }),
    tools: fullOr,
    files: [...local('python', 'pip'), executable('/usr/local/bin/python3', 'python'), executable('/usr/local/bin/pip3', 'pip')],
    megabytes: 380,
  },
  {
    repository: 'docker.io/library/node',
    also: ['public.ecr.aws/docker/library/node'],
    tags: tags('8.17.0 10.24.1 12.22.12 14.21.3 16.20.2 18.20.8 20.19.5 22.21.1 24.11.0 25.1.0', {
      names: { lts: '24.11.0', current: '25.1.0', 'lts-alpine': '24.11.0', 'lts-slim': '24.11.0' },
      suffixes: DEBIAN_SUFFIXES,
    }),
    base: alpineOr('debian:12'),
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['node'],
    env: (version) => ({ NODE_VERSION: version, YARN_VERSION: '1.22.22' }),
    users: { node: 1000 },
    tools: fullOr,
    files: [
      executable('/usr/local/bin/docker-entrypoint.sh', 'node-entrypoint'),
      ...local('node', 'npm', 'npx', 'yarn'),
      directory('/home/node', 1000),
    ],
    megabytes: 390,
  },
  {
    repository: 'docker.io/library/golang',
    tags: tags('1.15.15 1.16.15 1.17.13 1.18.10 1.19.13 1.20.14 1.21.13 1.22.12 1.23.12 1.24.9 1.25.3', { suffixes: DEBIAN_SUFFIXES }),
    base: alpineOr('debian:12'),
    cmd: ['bash'],
    commandOf: (tag) => (tag.includes('alpine') ? { cmd: ['/bin/sh'] } : {}),
    env: (version) => ({
      GOLANG_VERSION: version,
      GOPATH: '/go',
      GOTOOLCHAIN: 'local',
      PATH: '/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    }),
    workingDir: '/go',
    tools: fullOr,
    files: [executable('/usr/local/go/bin/go'), directory('/go/src'), directory('/go/bin')],
    megabytes: 300,
  },
  java('docker.io/library/eclipse-temurin', ['public.ecr.aws/docker/library/eclipse-temurin'], {
    tags: onlyTags('8-jdk 8-jre 11-jdk 11-jre 17-jdk 17-jre 21-jdk 21-jre 25-jdk 25-jre', {
      latest: '25-jdk',
      names: Object.fromEntries('8 11 17 21 25'.split(' ').map((major) => [major, `${major}-jdk`])),
      suffixes: '-alpine -jammy -noble -ubi9-minimal',
    }),
  }),
  java('docker.io/library/openjdk', [], {
    // Deprecated in 2022: only early-access builds and old releases are left, and there is no tag for what came after.
    tags: onlyTags(
      '8 8-jdk 8-jre 8-jdk-alpine 8-jre-alpine 8-jdk-slim 8-jre-slim 11 11-jdk 11-jre 11-jre-slim 11-jdk-slim 16-jdk-alpine 17 17-jdk 17-jdk-slim 17-slim 18 21 21-jdk 21-slim',
      {
        latest: '18',
      },
    ),
    base: (tag) => (tag.includes('alpine') ? 'alpine' : tag.includes('slim') ? 'debian:11' : 'oracle'),
  }),
  java('docker.io/library/amazoncorretto', ['public.ecr.aws/amazoncorretto/amazoncorretto'], {
    tags: onlyTags('8 11 17 21 25', { latest: '8', suffixes: '-alpine -al2023' }),
    base: (tag) => (tag.includes('alpine') ? 'alpine' : 'amazonlinux:2'),
  }),
  java('docker.io/library/maven', [], {
    tags: tags('3.8.7 3.9.11', { suffixes: '-eclipse-temurin-17 -eclipse-temurin-21 -eclipse-temurin-25 -jdk-11 -openjdk-17' }),
    entrypoint: ['/usr/local/bin/mvn-entrypoint.sh'],
    cmd: ['mvn'],
    files: [
      executable('/usr/local/bin/mvn-entrypoint.sh', 'exec-arguments'),
      executable('/usr/bin/mvn'),
      executable('/opt/java/openjdk/bin/java'),
    ],
    megabytes: 260,
  }),
  {
    repository: 'docker.io/library/ruby',
    tags: tags('2.7.8 3.0.7 3.1.7 3.2.9 3.3.10 3.4.7', { suffixes: DEBIAN_SUFFIXES }),
    base: alpineOr('debian:13'),
    cmd: ['irb'],
    env: (version) => ({ RUBY_VERSION: version, LANG: 'C.UTF-8', GEM_HOME: '/usr/local/bundle' }),
    tools: fullOr,
    files: [...local('ruby', 'irb', 'gem', 'bundle')],
    megabytes: 360,
  },
  {
    repository: 'docker.io/library/perl',
    tags: tags('5.34.3 5.36.3 5.38.5 5.40.3 5.42.0', { suffixes: DEBIAN_SUFFIXES }),
    base: 'debian:12',
    cmd: ['perl', '-de0'],
    env: { PERL_VERSION: '5.42.0' },
    tools: fullOr,
    files: [executable('/usr/local/bin/perl')],
    megabytes: 330,
  },
  {
    repository: 'docker.io/library/rust',
    tags: tags('1.70.0 1.75.0 1.80.1 1.85.1 1.90.0 1.91.0', { suffixes: DEBIAN_SUFFIXES }),
    base: alpineOr('debian:12'),
    cmd: ['bash'],
    commandOf: (tag) => (tag.includes('alpine') ? { cmd: ['/bin/sh'] } : {}),
    env: (version) => ({
      RUST_VERSION: version,
      PATH: '/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    }),
    tools: fullOr,
    files: ['cargo', 'rustc'].map((name) => executable(`/usr/local/cargo/bin/${name}`, 'cargo')),
    megabytes: 520,
  },
  {
    repository: 'mcr.microsoft.com/dotnet/aspnet',
    also: ['mcr.microsoft.com/dotnet/runtime', 'mcr.microsoft.com/dotnet/sdk'],
    tags: onlyTags('6.0 7.0 8.0 9.0 10.0', { latest: '10.0', suffixes: '-alpine -bookworm-slim -jammy' }),
    base: alpineOr('debian:12'),
    cmd: ['bash'],
    env: (version) => ({ DOTNET_VERSION: version, ASPNETCORE_HTTP_PORTS: '8080' }),
    files: [executable('/usr/bin/dotnet')],
    megabytes: 90,
  },
];

import { directory, type Image } from '../image';
import { onlyTags, tags } from '../tags';

const releaseOf = (names: Readonly<Record<string, string>>, tag: string): string => names[tag.replace(/-slim$/, '')] ?? tag;
const DEBIANS = { buster: '10', bullseye: '11', bookworm: '12', trixie: '13', stable: '13', oldstable: '12', latest: '13', stretch: '9' };
const UBUNTUS = { bionic: '18.04', focal: '20.04', jammy: '22.04', noble: '24.04', rolling: '25.10', latest: '24.04' };

const busybox = (repository: string, also: readonly string[] = []): Image => ({
  repository,
  also,
  tags: tags('1.24.2 1.25.1 1.26.2 1.27.2 1.28.4 1.29.3 1.30.1 1.31.1 1.32.1 1.33.1 1.34.1 1.35.0 1.36.1 1.37.0', {
    names: { stable: '1.36.1', glibc: '1.37.0', musl: '1.37.0', uclibc: '1.37.0' },
    suffixes: '-glibc -musl -uclibc',
  }),
  base: 'busybox',
  cmd: ['sh'],
  megabytes: 2,
});

/** Operating systems: a file system and a shell. */
export const SYSTEM_IMAGES: readonly Image[] = [
  busybox('docker.io/library/busybox', [
    'registry.k8s.io/busybox',
    'public.ecr.aws/docker/library/busybox',
    'gcr.io/google-containers/busybox',
  ]),
  busybox('registry.k8s.io/e2e-test-images/busybox'),
  {
    repository: 'docker.io/library/alpine',
    also: ['public.ecr.aws/docker/library/alpine'],
    tags: tags(
      '3.5.3 3.6.5 3.7.3 3.8.5 3.9.6 3.10.9 3.11.13 3.12.12 3.13.12 3.14.10 3.15.11 3.16.9 3.17.10 3.18.12 3.19.9 3.20.8 3.21.5 3.22.2',
      {
        names: { edge: '20250108' },
      },
    ),
    base: (_, version) => `alpine:${version}`,
    cmd: ['/bin/sh'],
    megabytes: 4,
  },
  {
    repository: 'docker.io/library/ubuntu',
    also: ['public.ecr.aws/ubuntu/ubuntu', 'public.ecr.aws/docker/library/ubuntu'],
    tags: onlyTags('14.04 16.04 18.04 20.04 22.04 24.04 25.04 25.10', { latest: '24.04', names: UBUNTUS }),
    base: (_, version) => `ubuntu:${version}`,
    cmd: ['/bin/bash'],
    megabytes: 30,
  },
  {
    repository: 'docker.io/library/debian',
    tags: onlyTags('9 10 11 12 13', { names: DEBIANS, suffixes: '-slim' }),
    base: (tag) => `debian:${releaseOf(DEBIANS, tag)}`,
    cmd: ['bash'],
    megabytes: 48,
  },
  {
    repository: 'docker.io/library/centos',
    tags: onlyTags('6 7 8', {
      names: { latest: '8', centos7: '7', centos8: '8', 'centos7.9.2009': '7', '7.9.2009': '7', '8.4.2105': '8' },
    }),
    base: (_, version) => `centos:${version}`,
    cmd: ['/bin/bash'],
    megabytes: 79,
  },
  {
    repository: 'docker.io/library/rockylinux',
    also: ['docker.io/rockylinux/rockylinux'],
    // The official image has no tag latest.
    tags: tags('8.9 9.3', { noLatest: true, suffixes: '-minimal' }),
    base: (_, version) => `rocky:${version}`,
    cmd: ['/bin/bash'],
    megabytes: 70,
  },
  {
    repository: 'docker.io/library/almalinux',
    tags: tags('8.10 9.6 10.0', { latest: '10.0', suffixes: '-minimal' }),
    base: (_, version) => `almalinux:${version}`,
    cmd: ['/bin/bash'],
    megabytes: 70,
  },
  {
    repository: 'docker.io/library/fedora',
    also: ['registry.fedoraproject.org/fedora'],
    tags: onlyTags('38 39 40 41 42 43', { latest: '43', names: { rawhide: '44' } }),
    base: (_, version) => `fedora:${version}`,
    cmd: ['/bin/bash'],
    megabytes: 55,
  },
  {
    repository: 'docker.io/library/amazonlinux',
    also: ['public.ecr.aws/amazonlinux/amazonlinux'],
    tags: onlyTags('1 2 2023', { latest: '2023' }),
    base: (_, version) => `amazonlinux:${version}`,
    cmd: ['/bin/bash'],
    megabytes: 52,
  },
  {
    repository: 'docker.io/redhat/ubi9',
    also: ['registry.access.redhat.com/ubi9/ubi', 'docker.io/redhat/ubi9-minimal', 'registry.access.redhat.com/ubi9/ubi-minimal'],
    tags: tags('9.6'),
    base: 'ubi:9.6',
    cmd: ['/bin/bash'],
    megabytes: 76,
  },
  {
    repository: 'gcr.io/distroless/static-debian12',
    also: ['gcr.io/distroless/static', 'gcr.io/distroless/base', 'gcr.io/distroless/base-debian12', 'gcr.io/distroless/cc-debian12'],
    tags: onlyTags('nonroot debug latest', { latest: 'latest' }),
    // Its tag `debug` is the one with a shell: busybox, in a directory of its own.
    base: (tag) => (tag === 'debug' ? 'busybox' : 'distroless'),
    files: [directory('/home/nonroot', 65532)],
    megabytes: 2,
  },
  {
    repository: 'docker.io/library/hello-world',
    tags: onlyTags('linux latest', { latest: 'latest' }),
    base: 'scratch',
    cmd: ['/hello'],
    files: [{ path: '/hello', program: 'hello-world' }],
    megabytes: 1,
  },
];

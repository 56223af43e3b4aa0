import { describe, expect, it } from 'vitest';
import { lookUpImage } from './index';
import { parseReference } from './reference';

const error = (name: string) => (lookUpImage(name) as { error?: string }).error;

describe('lookUpImage', () => {
  it.each([
    ['nginx', '1.29.3'],
    ['nginx:1.14.2', '1.14.2'],
    ['nginx:1.25-alpine', '1.25.5'],
    ['nginx:alpine', '1.29.3'],
    ['docker.io/library/nginx:stable', '1.28.0'],
    ['registry.k8s.io/pause:3.10', '3.10'],
    ['registry.k8s.io/kube-apiserver:v1.36.3', '1.36.3'],
    ['busybox:1.28', '1.28.4'],
    ['postgres:16-alpine', '16.10'],
  ])('finds %s', (name, version) => {
    expect(lookUpImage(name)).toMatchObject({ found: { version } });
  });

  it("refuses a tag that is not there in containerd's words", () => {
    expect(error('nginx:1.161')).toBe(
      'failed to pull and unpack image "docker.io/library/nginx:1.161": failed to resolve reference "docker.io/library/nginx:1.161": docker.io/library/nginx:1.161: not found',
    );
  });

  it('refuses a repository that is not there', () => {
    expect(error('nginxx')).toContain('pull access denied, repository does not exist or may require authorization');
    expect(error('registry.example.com/a:1')).toContain('dial tcp: lookup registry.example.com');
    expect(error('Nginx')).toBe('failed to parse image reference "Nginx": invalid reference format');
  });

  it('gives every name of an image the same digest', () => {
    const digest = (name: string) => (lookUpImage(name) as { found: { digest: string } }).found.digest;
    expect(digest('nginx')).toBe(digest('nginx:1.29.3'));
    expect(digest('nginx')).not.toBe(digest('nginx:alpine'));
    expect(digest('nginx')).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});

describe('parseReference', () => {
  it('keeps a port of the registry apart from the tag', () => {
    expect(parseReference('localhost:5000/a/b')).toMatchObject({
      registry: 'localhost:5000',
      repository: 'localhost:5000/a/b',
      tag: 'latest',
    });
  });
});

import { describe, expect } from 'vitest';
import { scenario } from '../stage';

const HOLLOW = { profile: 'hollow' };
const SECRETS = { group: '', resource: 'secrets' };
const token = (name: string) => ({
  metadata: { name: 'robot-token', annotations: { 'kubernetes.io/service-account.name': name } },
  type: 'kubernetes.io/service-account-token',
});

describe('service accounts and their tokens', () => {
  scenario(
    'a new account has no secret: tokens are given on request',
    (stage) => {
      stage.kubectl('create serviceaccount robot');
      stage.settle();
      expect(stage.list('secrets')).toEqual([]);
      expect(stage.kubectl('create token robot').split('.')).toHaveLength(3);
    },
    HOLLOW,
  );

  scenario(
    'a secret of the type for tokens is filled in for its account',
    (stage) => {
      stage.kubectl('create serviceaccount robot');
      stage.client.create(SECRETS, token('robot'), 'default');
      stage.settle();
      const { data, metadata } = stage.get('secrets', 'robot-token')!;
      expect(Object.keys(data).sort()).toEqual(['ca.crt', 'namespace', 'token']);
      expect(metadata.annotations!['kubernetes.io/service-account.uid']).toBe(stage.get('serviceaccounts', 'robot')!.metadata.uid);
    },
    HOLLOW,
  );

  scenario(
    'it goes with its account',
    (stage) => {
      stage.kubectl('create serviceaccount robot');
      stage.client.create(SECRETS, token('robot'), 'default');
      stage.settle();
      stage.kubectl('delete serviceaccount robot');
      stage.settle();
      expect(stage.get('secrets', 'robot-token')).toBeUndefined();
    },
    HOLLOW,
  );

  scenario(
    'one for an account that is not there is deleted',
    (stage) => {
      expect(stage.list('secrets')).toEqual([]);
      stage.client.create(SECRETS, token('nobody'), 'default');
      stage.settle();
      stage.pass(60);
      expect(stage.get('secrets', 'robot-token')).toBeUndefined();
    },
    HOLLOW,
  );

  scenario(
    'pods run as default unless they say otherwise',
    (stage) => {
      stage.kubectl('run p --image=nginx');
      expect(stage.get('pods', 'p')!.spec.serviceAccountName).toBe('default');
      expect(stage.fails(`kubectl run q --image=nginx --overrides='{"spec":{"serviceAccountName":"nobody"}}'`)).toBe(
        'Error from server (Forbidden): pods "q" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found',
      );
    },
    HOLLOW,
  );
});

import next from 'eslint-config-next';
import tseslint from 'typescript-eslint';

const config = [
  { ignores: ['node_modules/', '.next/', 'dist/', '.cache/', 'lib/db/generated/', 'next-env.d.ts', '**/*.gen.ts'] },
  ...next,
  ...tseslint.configs.recommended.map((config) => ({ ...config, files: ['**/*.ts', '**/*.tsx'] })),
  {
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      'prefer-const': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
];

export default config;

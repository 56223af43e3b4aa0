import { directory, executable, text, type Image, type ImageFile } from '../image';
import { tags } from '../tags';

/** An application on Apache with PHP: the files it puts into /var/www/html on its first start come from /usr/src. */
function apache(name: string, rest: Partial<Image> & Pick<Image, 'tags' | 'megabytes'>, more: readonly ImageFile[] = []): Image {
  return {
    repository: `docker.io/library/${name}`,
    base: (tag) => (tag.includes('alpine') ? 'alpine' : 'debian:12'),
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['apache2-foreground'],
    commandOf: (tag) => (tag.includes('fpm') ? { cmd: ['php-fpm'] } : {}),
    workingDir: '/var/www/html',
    ports: ['80/tcp'],
    stopSignal: 'WINCH',
    tools: ['curl'],
    files: [
      executable('/usr/local/bin/docker-entrypoint.sh', `${name}-entrypoint`),
      executable('/usr/local/bin/apache2-foreground', name),
      executable('/usr/local/bin/php-fpm'),
      executable('/usr/local/bin/php'),
      directory('/var/www/html', 33),
      ...more,
    ],
    ...rest,
  };
}

/** What sites are made with, and consoles of databases. */
export const CONTENT_IMAGES: readonly Image[] = [
  apache('wordpress', {
    tags: tags('4.8.3 4.9.8 5.0.3 5.2.4 5.5.3 5.7.2 5.8.3 5.9.3 6.0.3 6.1.1 6.2.2 6.3.2 6.4.3 6.5.5 6.6.2 6.7.2 6.8.3', {
      names: { apache: '6.8.3', fpm: '6.8.3' },
      suffixes:
        '-apache -fpm -fpm-alpine -php8.0-apache -php8.1-apache -php8.2-apache -php8.3-apache -php8.1 -php8.2 -php8.3 -php8.4-apache',
    }),
    env: (version) => ({ PHP_VERSION: '8.3.27', WORDPRESS_VERSION: version }),
    megabytes: 230,
  }),
  apache('drupal', {
    tags: tags('8.9.20 9.5.11 10.4.9 10.5.5 11.1.9 11.2.7', { suffixes: '-apache -fpm -php8.3-apache' }),
    workingDir: '/opt/drupal',
    env: (version) => ({ DRUPAL_VERSION: version, PHP_VERSION: '8.4.14' }),
    megabytes: 190,
  }),
  apache('joomla', {
    tags: tags('3.10.12 4.4.14 5.3.4 5.4.0 6.0.0', { suffixes: '-apache -php8.3-apache -php8.2-apache' }),
    env: (version) => ({ JOOMLA_VERSION: version, PHP_VERSION: '8.3.27' }),
    megabytes: 210,
  }),
  apache('nextcloud', {
    tags: tags('27.1.11 28.0.14 29.0.16 30.0.17 31.0.10 32.0.1', { suffixes: '-apache -fpm -fpm-alpine' }),
    env: (version) => ({ NEXTCLOUD_VERSION: version, PHP_VERSION: '8.3.27' }),
    megabytes: 340,
  }),
  {
    ...apache('phpmyadmin', {
      tags: tags('4.9.11 5.1.4 5.2.3', { suffixes: '-apache -fpm' }),
      env: (version) => ({ VERSION: version, PHP_VERSION: '8.3.27' }),
      megabytes: 180,
    }),
    also: ['docker.io/phpmyadmin/phpmyadmin'],
  },
  {
    repository: 'docker.io/library/ghost',
    tags: tags('2.38.3 3.42.9 4.48.9 5.130.5 6.6.0', { suffixes: '-alpine -bookworm' }),
    base: (tag) => (tag.includes('alpine') ? 'alpine' : 'debian:12'),
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['node', 'current/index.js'],
    env: (version) => ({
      NODE_ENV: 'production',
      GHOST_VERSION: version,
      GHOST_CONTENT: '/var/lib/ghost/content',
      GHOST_INSTALL: '/var/lib/ghost',
    }),
    users: { node: 1000 },
    workingDir: '/var/lib/ghost',
    ports: ['2368/tcp'],
    files: [
      executable('/usr/local/bin/docker-entrypoint.sh', 'ghost'),
      executable('/usr/local/bin/node'),
      directory('/var/lib/ghost/content', 1000),
    ],
    megabytes: 190,
  },
  {
    repository: 'docker.io/library/adminer',
    tags: tags('4.8.1 4.17.1 5.0.6 5.4.1', { names: { standalone: '5.4.1' }, suffixes: '-standalone -fastcgi' }),
    base: 'alpine',
    entrypoint: ['entrypoint.sh', 'docker-php-entrypoint'],
    cmd: ['php', '-S', '[::]:8080', '-t', '/var/www/html'],
    env: (version) => ({ ADMINER_VERSION: version }),
    user: 'adminer',
    users: { adminer: 1000 },
    workingDir: '/var/www/html',
    ports: ['8080/tcp'],
    files: [executable('/usr/local/bin/entrypoint.sh', 'adminer'), executable('/usr/local/bin/php')],
    megabytes: 45,
  },
  {
    repository: 'docker.io/library/mongo-express',
    tags: tags('0.54.0 1.0.2', { suffixes: '-20-alpine3.19 -18 -20' }),
    base: 'alpine',
    entrypoint: ['/sbin/tini', '--', '/docker-entrypoint.sh'],
    cmd: ['mongo-express'],
    env: { MONGO_EXPRESS: '1.0.2', ME_CONFIG_MONGODB_URL: 'mongodb://mongo:27017', ME_CONFIG_SITE_BASEURL: '/', VCAP_APP_HOST: '0.0.0.0' },
    workingDir: '/app',
    ports: ['8081/tcp'],
    files: [
      executable('/sbin/tini', 'exec-arguments'),
      executable('/docker-entrypoint.sh', 'exec-arguments'),
      executable('/usr/local/bin/mongo-express'),
      text('/app/config.js', "'use strict';\n"),
    ],
    megabytes: 60,
  },
  {
    repository: 'docker.io/dpage/pgadmin4',
    tags: tags('8.14 9.9', { latest: '9.9' }),
    base: 'alpine',
    entrypoint: ['/entrypoint.sh'],
    user: '5050',
    users: { pgadmin: 5050 },
    workingDir: '/pgadmin4',
    ports: ['80/tcp', '443/tcp'],
    files: [executable('/entrypoint.sh', 'pgadmin'), directory('/var/lib/pgadmin', 5050)],
    megabytes: 180,
  },
];

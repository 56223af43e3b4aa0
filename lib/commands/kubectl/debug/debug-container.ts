import type { Invocation } from '../invocation';

/* eslint-disable @typescript-eslint/no-explicit-any -- containers as kubectl writes them */
/** What flags say of the debugging container. */
export function debugContainer(k: Invocation, name: string): any {
  const args = k.dashAt >= 0 ? k.args.slice(k.dashAt) : k.args.slice(1);
  const pull = k.flags.text('image-pull-policy');
  const env = k.flags.list('env').map((each) => ({ name: each.slice(0, each.indexOf('=')), value: each.slice(each.indexOf('=') + 1) }));
  return {
    name,
    image: k.flags.text('image'),
    ...(args.length > 0 && (k.flags.bool('arguments-only') ? { args } : { command: args })),
    ...(env.length > 0 && { env }),
    ...(pull !== '' && { imagePullPolicy: pull }),
    resources: {},
    ...(k.flags.bool('stdin') && { stdin: true }),
    terminationMessagePolicy: 'File',
    ...(k.flags.bool('tty') && { tty: true }),
  };
}

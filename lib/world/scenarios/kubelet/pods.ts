/** A pod of one busybox container (`c`) that runs a shell script. `container` and `spec` are lines of YAML at their depth. */
export const shellPod = (name: string, script: string, options: { readonly container?: string; readonly spec?: string } = {}): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
${indent(options.spec, 2)}
  containers:
  - name: c
    image: busybox:1.37
    command: [sh, -c, ${JSON.stringify(script)}]
${indent(options.container, 4)}`;

const indent = (text: string | undefined, depth: number): string =>
  (text ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ' '.repeat(depth) + line)
    .join('\n');

import type { LogLine } from '@/lib/cluster/kubelet/runtime';
import { nodeConfig } from '@/lib/cluster/kubelet/node-config';
import type { Tree } from '@/lib/hosts/fs/tree';
import type { Kernel } from '@/lib/hosts/process/kernel';
import { MOST_LINE, MOST_LOG_LINES, type ContainerRecord, type NodeState } from './node-state';

const MOST_LOG_FILE = 10 * 1024 * 1024;

export const logChannelOf = (containerId: string): string => `log/${containerId}`;

/** Takes what a container wrote: as log lines, and in the node's log file in the CRI's format. */
export function writeLog(kernel: Kernel, node: NodeState, containerId: string, stream: 'stdout' | 'stderr', text: string): void {
  const lines = node.logs.get(containerId);
  if (!lines) return;
  const time = kernel.state.sim.now();
  const parts = text.split('\n');
  const added: LogLine[] = [];
  for (const [i, part] of parts.entries()) {
    const ended = i < parts.length - 1;
    if (part === '' && !ended) continue;
    const open = openLine(lines, stream);
    if (open >= 0) {
      const whole = (lines[open]!.text + part).slice(0, MOST_LINE);
      const line: LogLine = { time: lines[open]!.time, stream, text: whole, ...(ended ? {} : { partial: true }) };
      lines[open] = line;
      if (ended) added.push(line);
    } else {
      const line: LogLine = { time, stream, text: part.slice(0, MOST_LINE), ...(ended ? {} : { partial: true }) };
      lines.push(line);
      if (ended) added.push(line);
    }
  }
  if (lines.length > MOST_LOG_LINES * 1.25) lines.splice(0, lines.length - MOST_LOG_LINES);
  appendFile(kernel, node, node.containers.get(containerId), added);
  kernel.state.sim.notify(logChannelOf(containerId));
}

function openLine(lines: readonly LogLine[], stream: string): number {
  for (let i = lines.length - 1; i >= Math.max(0, lines.length - 4); i--) if (lines[i]!.partial && lines[i]!.stream === stream) return i;
  return -1;
}

function appendFile(kernel: Kernel, node: NodeState, container: ContainerRecord | undefined, lines: readonly LogLine[]): void {
  if (!container || lines.length === 0) return;
  const text = lines.map((line) => `${new Date(line.time).toISOString().replace('Z', '000000Z')} ${line.stream} F ${line.text}\n`).join('');
  const tree = kernel.tree();
  try {
    const size = tree.tryFind(container.logPath)?.inode.size ?? 0;
    const { logMaxBytes, logMaxFiles } = nodeConfig(node.kubelet?.config ?? '');
    if (size > Math.min(logMaxBytes, MOST_LOG_FILE)) rotate(tree, container.logPath, kernel.state.sim.now(), logMaxFiles);
    tree.writeFile(container.logPath, text, { append: true, mode: 0o640 });
  } catch {
    // the node's disk is full or the directory was removed: the line is lost, as it would be
  }
}

/** `0.log` becomes `0.log.20260115-090000`; the oldest go beyond the number of files. Models logs/container_log_manager.go. */
function rotate(tree: Tree, path: string, now: number, most: number): void {
  const stamp = new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const rotated = `${path}.${stamp}`;
  if (tree.tryFind(rotated)) return;
  tree.rename(path, rotated);
  const slash = path.lastIndexOf('/');
  const directory = path.slice(0, slash);
  const old = tree
    .readdir(directory)
    .filter((name) => name.startsWith(`${path.slice(slash + 1)}.`))
    .sort();
  for (const name of old.slice(0, Math.max(0, old.length - (most - 1)))) tree.unlink(`${directory}/${name}`);
}

import type { ChildProcess } from 'node:child_process';

export interface Running {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
}

export function startServer(
  file: string,
  env: Record<string, string>,
  options?: { onLine?: (line: string) => void },
): Promise<Running>;
export function endOne(child: ChildProcess, signal?: NodeJS.Signals): Promise<void>;
export function endAll(): Promise<void>;

import type { ChildProcess } from 'node:child_process';

export function choosePort(asked: string | undefined, first: number): Promise<number>;
export function startServer(
  file: string,
  env: Record<string, string>,
  options?: { show?: boolean },
): Promise<{ url: string; child: ChildProcess }>;
export function waitFor(url: string): Promise<void>;
export function endAll(): Promise<void>;

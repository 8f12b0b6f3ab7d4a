import { QueryClient } from '@tanstack/react-query';
import { isPassing } from './problem';

const RETRIES = 2;

/** Only failures that may pass are tried again; a refusal stays a refusal. */
export function retry(count: number, error: unknown): boolean {
  return count < RETRIES && isPassing(error);
}

const retryDelay = (count: number) => 400 * 2 ** count;

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry, retryDelay, staleTime: 15_000, networkMode: 'always' },
      mutations: { retry, retryDelay, networkMode: 'always' },
    },
  });
}

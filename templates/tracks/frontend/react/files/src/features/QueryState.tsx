/** Which of its states a query is in, decided the same way on every screen. */
import type { ReactNode } from 'react';
import { ProblemError, requestIdOf } from '../api/problem';
import { Failure, Stale } from '../ui/States';

interface Asked<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly dataUpdatedAt: number;
  readonly errorUpdatedAt: number;
  readonly refetch: () => unknown;
}
interface Props<T> {
  readonly query: Asked<T>;
  readonly what: string;
  readonly loading: ReactNode;
  readonly children: (data: T) => ReactNode;
}

function titleOf(error: Error, what: string): string {
  if (error instanceof ProblemError && error.status === 429) return 'Too many requests';
  return `${what} could not be read`;
}

export function QueryState<T>({ query, what, loading, children }: Props<T>) {
  const { data, error } = query;
  const retry = () => {
    void query.refetch();
  };
  if (data !== undefined) {
    return (
      <>
        {error && <Stale since={query.dataUpdatedAt} onRetry={retry} />}
        {children(data)}
      </>
    );
  }
  if (!error) return loading;
  return (
    <Failure
      // A new failure starts its countdown anew.
      key={query.errorUpdatedAt}
      title={titleOf(error, what)}
      detail={error.message}
      requestId={requestIdOf(error)}
      retryAfter={error instanceof ProblemError ? error.retryAfter : undefined}
      onRetry={retry}
    />
  );
}

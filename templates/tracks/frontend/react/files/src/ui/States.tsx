/** The states that every screen has besides the good one. */
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { formatAge } from '../domain/days';
import { Button } from './Button';
import { Icon } from './Icon';

/** Nothing to show, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="state">
      <p className="state-title">{title}</p>
      {children}
    </div>
  );
}

interface FailureProps {
  readonly title: string;
  readonly detail: string;
  readonly requestId?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly onRetry: () => void;
}

/** What failed, the number to quote when asking for help, and a way on. */
export function Failure({ title, detail, requestId, retryAfter, onRetry }: FailureProps) {
  const left = useCountdown(retryAfter);
  return (
    <div className="state bad" role="group" aria-label={title}>
      <p className="state-title">
        <Icon name="alert" />
        {title}
      </p>
      <p>{detail}</p>
      {requestId && (
        <p className="hint">
          Request <code>{requestId}</code>
        </p>
      )}
      <Button look="primary" busy={left > 0} onClick={onRetry}>
        {left > 0 ? `Try again in ${left.toString()} s` : 'Try again'}
      </Button>
    </div>
  );
}

/** Seconds left, counted from the moment the number was given. */
function useCountdown(seconds = 0): number {
  const [now, setNow] = useState(() => Date.now());
  const [until, setUntil] = useState(now + seconds * 1000);
  const [given, setGiven] = useState(seconds);
  if (given !== seconds) {
    setGiven(seconds);
    setUntil(now + seconds * 1000);
  }
  const left = Math.max(0, Math.ceil((until - now) / 1000));
  useEffect(() => {
    if (left === 0) return;
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 250);
    return () => {
      clearInterval(timer);
    };
  }, [left]);
  return left;
}

const AGE_STEP_MS = 10_000;

/** The figures are still good to look at, but not fresh, and they grow older while one looks at them. */
export function Stale({ since, onRetry }: { since: number; onRetry: () => void }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, AGE_STEP_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return (
    <p className="stale">
      <Icon name="clock" />
      <span>Updated {formatAge(now - since)} ago; newer figures could not be read.</span>
      <Button look="quiet" onClick={onRetry}>
        Refresh
      </Button>
    </p>
  );
}

function subscribe(change: () => void): () => void {
  addEventListener('online', change);
  addEventListener('offline', change);
  return () => {
    removeEventListener('online', change);
    removeEventListener('offline', change);
  };
}

/** The region is always there, because only a region that exists is announced when its text changes. */
export function OfflineBanner() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status" className="offline">
      {!online && 'You are offline. What you see may be old; changes cannot be sent.'}
    </div>
  );
}

import { createFileRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { session } from '../api/client';
import { safeNext } from '../api/session';

export const Route = createFileRoute('/login')({
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search.next === 'string' ? { next: search.next } : {},
  beforeLoad: ({ search }) => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how the router is told
    if (session.isSignedIn()) throw redirect({ href: safeNext(search.next) });
  },
  component: lazyRouteComponent(() => import('./pages/login'), 'LoginPage'),
});

import { createFileRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { session } from '../api/client';

/** Asks nobody: whether a session exists is known from storage, so the shell paints before it is restored. */
export const Route = createFileRoute('/_app')({
  beforeLoad: ({ location }) => {
    if (session.isSignedIn()) return;
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how the router is told
    throw redirect({ to: '/login', search: { next: location.href } });
  },
  component: lazyRouteComponent(() => import('./pages/app'), 'AppPage'),
});

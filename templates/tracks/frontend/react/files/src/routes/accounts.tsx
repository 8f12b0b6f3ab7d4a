import { createFileRoute, lazyRouteComponent } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/accounts/')({
  component: lazyRouteComponent(() => import('./pages/accounts'), 'AccountsPage'),
});

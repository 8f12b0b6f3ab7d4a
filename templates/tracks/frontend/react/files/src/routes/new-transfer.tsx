import { createFileRoute, lazyRouteComponent } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/transfers/new')({
  component: lazyRouteComponent(() => import('./pages/new-transfer'), 'NewTransferPage'),
});

import { createFileRoute, lazyRouteComponent } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/transfers/$id')({
  component: lazyRouteComponent(() => import('./pages/transfer'), 'TransferPage'),
});

import { createFileRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readFilters } from '../domain/transfer';

export const Route = createFileRoute('/_app/transfers/')({
  validateSearch: readFilters,
  component: lazyRouteComponent(() => import('./pages/transfers'), 'TransfersPage'),
});

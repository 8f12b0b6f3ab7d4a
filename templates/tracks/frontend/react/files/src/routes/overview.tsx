import { createFileRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readOverview } from '../features/overview/search';

export const Route = createFileRoute('/_app/')({
  validateSearch: readOverview,
  component: lazyRouteComponent(() => import('./pages/overview'), 'OverviewPage'),
});

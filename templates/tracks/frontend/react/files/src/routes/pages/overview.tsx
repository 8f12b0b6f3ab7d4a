import { getRouteApi } from '@tanstack/react-router';
import { Kpis } from '../../features/overview/Kpis';
import { Latest } from '../../features/overview/Latest';
import { readOverview } from '../../features/overview/search';
import { Volume } from '../../features/overview/Volume';
import { WindowChoice } from '../../features/overview/Window';
import { Page } from '../../ui/Page';

const route = getRouteApi('/_app/');

export function OverviewPage() {
  const { currency = 'EUR', days = 30 } = readOverview({ ...route.useSearch() });
  return (
    <Page title="Overview" actions={<WindowChoice currency={currency} days={days} />}>
      <Kpis currency={currency} days={days} />
      <Volume currency={currency} days={days} />
      <Latest />
    </Page>
  );
}

import { createFileRoute } from '@tanstack/react-router';
import { NewTransfer } from '../features/transfers/NewTransfer';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_app/transfers/new')({ component: New });

function New() {
  return (
    <Page title="New transfer">
      <NewTransfer />
    </Page>
  );
}

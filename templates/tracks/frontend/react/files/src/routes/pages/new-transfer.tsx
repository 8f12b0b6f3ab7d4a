import { NewTransfer } from '../../features/transfers/NewTransfer';
import { Page } from '../../ui/Page';

export function NewTransferPage() {
  return (
    <Page title="New transfer">
      <NewTransfer />
    </Page>
  );
}

/** How the states of the ledger look, in one place, so that every screen calls them the same. */
import type { Account, Transfer } from '../api/queries';
import { Pill, type PillLook } from '../ui/Pill';

const TRANSFER: Record<Transfer['status'], PillLook> = {
  posted: { word: 'Posted', icon: 'check', tone: 'plain' },
  reversed: { word: 'Reversed', icon: 'undo', tone: 'bad' },
};
const RECEIPT: Record<Transfer['receipt'], PillLook> = {
  queued: { word: 'Queued', icon: 'clock', tone: 'wait' },
  issued: { word: 'Issued', icon: 'check', tone: 'good' },
  dead: { word: 'Failed', icon: 'alert', tone: 'bad' },
};
const ACCOUNT: Record<Account['status'], PillLook> = {
  open: { word: 'Open', icon: 'open', tone: 'good' },
  frozen: { word: 'Frozen', icon: 'lock', tone: 'wait' },
};

export function StatusPill({ status }: { status: Transfer['status'] }) {
  return <Pill {...TRANSFER[status]} />;
}

export function ReceiptPill({ receipt }: { receipt: Transfer['receipt'] }) {
  return <Pill {...RECEIPT[receipt]} />;
}

export function AccountPill({ status }: { status: Account['status'] }) {
  return <Pill {...ACCOUNT[status]} />;
}

/** What was typed into the form, kept for this tab, so that a reload for a new version loses nothing. */
import { EMPTY, type TransferForm } from './newTransferSchema';

const KEY = 'draft.transfer';

export function readDraft(): TransferForm {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<TransferForm>;
    return { ...EMPTY, ...found };
  } catch {
    return EMPTY;
  }
}

export function keepDraft(form: Partial<TransferForm>): void {
  sessionStorage.setItem(KEY, JSON.stringify(form));
}

export function dropDraft(): void {
  sessionStorage.removeItem(KEY);
}

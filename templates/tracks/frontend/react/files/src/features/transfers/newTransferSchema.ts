/** What a transfer needs before it is sent. Kept apart from the form, so that zod loads with the form alone. */
import { z } from 'zod';
import type { NewTransfer } from '../../api/mutations';
import type { ProblemError } from '../../api/problem';
import type { Account } from '../../api/queries';
import { amountMessage, parseAmount } from '../../domain/money';
import { labelFault } from '../../domain/transfer';

export interface TransferForm {
  source: string;
  target: string;
  amount: string;
  memo: string;
}
export const EMPTY: TransferForm = { source: '', target: '', amount: '', memo: '' };

/** The schema depends on the accounts: the source decides the currency, and so how many digits there are. */
export function newTransferSchema(accounts: readonly Account[]) {
  const find = (id: string) => accounts.find((account) => account.id === id);
  return z
    .object({ source: z.string(), target: z.string(), amount: z.string(), memo: z.string() })
    .superRefine((form, context) => {
      const fault = (path: keyof TransferForm, message: string | undefined) => {
        if (message !== undefined) context.addIssue({ code: 'custom', path: [path], message });
      };
      const source = find(form.source);
      const target = find(form.target);
      fault('source', source ? undefined : 'Choose the account that pays');
      if (!target) fault('target', 'Choose the account that is paid');
      else if (target.id === source?.id)
        fault('target', 'Choose another account than the one that pays');
      else if (source && target.currency !== source.currency) {
        fault(
          'target',
          `${target.name} is in ${target.currency}, ${source.name} in ${source.currency}`,
        );
      }
      const currency = source?.currency ?? 'EUR';
      const parsed = parseAmount(form.amount, currency);
      if (!parsed.ok) fault('amount', amountMessage(parsed.fault, currency));
      if (form.memo !== '') fault('memo', labelFault(form.memo, 'a memo'));
    });
}

/** The form as a wish; only called with a form that the schema has passed. */
export function toWish(form: TransferForm, accounts: readonly Account[]): NewTransfer | undefined {
  const source = accounts.find((account) => account.id === form.source);
  const parsed = source && parseAmount(form.amount, source.currency);
  if (!parsed?.ok) return undefined;
  return {
    source_account_id: form.source,
    target_account_id: form.target,
    amount_minor: parsed.money.minor,
    currency: parsed.money.currency,
    memo: form.memo === '' ? null : form.memo,
  };
}

const POINTERS: Record<string, keyof TransferForm> = {
  '/source_account_id': 'source',
  '/target_account_id': 'target',
  '/amount_minor': 'amount',
  '/currency': 'source',
  '/memo': 'memo',
};

export interface FieldMessage {
  readonly field: keyof TransferForm;
  readonly message: string;
}

/** Puts what the server refused on the field that can mend it; the order is that of the form. */
export function fieldMessages(
  error: ProblemError,
  form: TransferForm,
  accounts: readonly Account[],
): FieldMessage[] {
  const onField = error.errors.flatMap(({ pointer, message }) => {
    const field = POINTERS[pointer];
    return field ? [{ field, message }] : [];
  });
  if (onField.length > 0) {
    const order = Object.keys(EMPTY);
    return onField.sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field));
  }
  const message = error.message;
  switch (error.type) {
    case '/problems/insufficient-funds':
    case '/problems/balance-limit':
      return [{ field: 'amount', message }];
    case '/problems/same-account':
    case '/problems/currency-mismatch':
      return [{ field: 'target', message }];
    case '/problems/account-not-found':
      return [{ field: 'source', message }];
    case '/problems/account-frozen': {
      const target = accounts.find((account) => account.id === form.target);
      return [{ field: target && message.startsWith(target.name) ? 'target' : 'source', message }];
    }
    default:
      return [];
  }
}

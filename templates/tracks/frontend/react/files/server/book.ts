/** The rules of a book, and the small queue that issues receipts. */
import { formatMoney, type Currency } from '../src/domain/money';
import { Refusal } from './problems';
import type { Account, Book, Receipt, Store, Transfer } from './store';

const RECEIPT_AFTER_MS = 2_000;
const MAX_BALANCE = Number.MAX_SAFE_INTEGER;

export interface NewTransfer {
  readonly source_account_id: string;
  readonly target_account_id: string;
  readonly amount_minor: number;
  readonly currency: Currency;
  readonly memo?: string | null;
}

const iso = (ms: number) => new Date(ms).toISOString();

export function accountOf(book: Book, id: string): Account {
  const account = book.accounts.get(id);
  if (!account) throw new Refusal('account-not-found', 'This account is not in this book.');
  return account;
}

export function transferOf(book: Book, id: string): Transfer {
  const transfer = book.transfers.get(id);
  if (!transfer) throw new Refusal('transfer-not-found', 'This transfer is not in this book.');
  return transfer;
}

export function openAccount(
  store: Store,
  book: Book,
  wish: { name: string; currency: Currency; kind?: 'standard' | 'funding' },
): Account {
  const kind = wish.kind ?? 'standard';
  const taken = [...book.accounts.values()].some(
    (one) => one.kind === 'funding' && one.currency === wish.currency,
  );
  if (kind === 'funding' && taken) {
    throw new Refusal(
      'funding-account-exists',
      `This book has a funding account in ${wish.currency}.`,
    );
  }
  const at = iso(store.now());
  const account: Account = {
    id: store.newId(),
    name: wish.name,
    currency: wish.currency,
    kind,
    status: 'open',
    balance_minor: 0,
    version: 1,
    created_at: at,
    updated_at: at,
  };
  book.accounts.set(account.id, account);
  return account;
}

export function changeAccount(
  store: Store,
  book: Book,
  id: string,
  wish: Partial<Pick<Account, 'name' | 'status' | 'balance_minor'>>,
): Account {
  const account = accountOf(book, id);
  const next = { ...account, ...wish, version: account.version + 1, updated_at: iso(store.now()) };
  book.accounts.set(id, next);
  return next;
}

/** Checked in the order that the contract gives, so that every implementation says the same. */
function checkMovement(source: Account, target: Account, minor: number): void {
  for (const account of [source, target]) {
    if (account.status === 'frozen')
      throw new Refusal('account-frozen', `${account.name} is frozen.`);
  }
  if (source.kind === 'standard' && source.balance_minor < minor) {
    const held = formatMoney({ minor: source.balance_minor, currency: source.currency }, 'en');
    const asked = formatMoney({ minor, currency: source.currency }, 'en');
    throw new Refusal(
      'insufficient-funds',
      `${source.name} holds ${held}, ${asked} were asked for.`,
    );
  }
  if (source.balance_minor - minor < -MAX_BALANCE || target.balance_minor + minor > MAX_BALANCE) {
    throw new Refusal(
      'balance-limit',
      'A balance would leave the range of whole numbers that are kept exact.',
    );
  }
}

function post(
  store: Store,
  book: Book,
  source: Account,
  target: Account,
  more: Pick<Transfer, 'amount_minor' | 'currency' | 'memo' | 'reverses'>,
): Transfer {
  checkMovement(source, target, more.amount_minor);
  const now = store.now();
  changeAccount(store, book, source.id, {
    balance_minor: source.balance_minor - more.amount_minor,
  });
  changeAccount(store, book, target.id, {
    balance_minor: target.balance_minor + more.amount_minor,
  });
  const transfer: Transfer = {
    id: store.newId(),
    source: { id: source.id, name: source.name },
    target: { id: target.id, name: target.name },
    ...more,
    status: 'posted',
    reversed_by: null,
    receipt: 'queued',
    version: 1,
    created_at: iso(now),
  };
  book.transfers.set(transfer.id, transfer);
  book.receipts.set(transfer.id, {
    transfer_id: transfer.id,
    state: 'queued',
    number: null,
    attempts: 0,
    issued_at: null,
  });
  book.queue.push({ id: transfer.id, due: now + RECEIPT_AFTER_MS });
  return transfer;
}

export function move(store: Store, book: Book, wish: NewTransfer): Transfer {
  const source = accountOf(book, wish.source_account_id);
  const target = accountOf(book, wish.target_account_id);
  if (source.id === target.id)
    throw new Refusal('same-account', `${source.name} cannot pay itself.`);
  if (source.currency !== target.currency || source.currency !== wish.currency) {
    throw new Refusal(
      'currency-mismatch',
      `${source.name} is in ${source.currency}, ${target.name} in ${target.currency}, the amount in ${wish.currency}.`,
    );
  }
  const { amount_minor, currency, memo = null } = wish;
  return post(store, book, source, target, { amount_minor, currency, memo, reverses: null });
}

export function reverse(store: Store, book: Book, id: string, reason: string): Transfer {
  const first = transferOf(book, id);
  if (first.reversed_by)
    throw new Refusal('already-reversed', 'This transfer was reversed before.');
  if (first.reverses) throw new Refusal('not-reversible', 'A reversal cannot be reversed.');
  const undo = post(
    store,
    book,
    accountOf(book, first.target.id),
    accountOf(book, first.source.id),
    {
      amount_minor: first.amount_minor,
      currency: first.currency,
      memo: reason,
      reverses: first.id,
    },
  );
  const next: Transfer = {
    ...first,
    status: 'reversed',
    reversed_by: undo.id,
    version: first.version + 1,
  };
  book.transfers.set(first.id, next);
  return undo;
}

/**
 * Issues the receipts that are due. Called before each answer instead of by a timer, so nothing runs on
 * when the server is idle, and a test that moves the clock sees the result at once.
 */
export function settleReceipts(book: Book, now: number): void {
  const due = book.queue.filter((job) => job.due <= now);
  book.queue = book.queue.filter((job) => job.due > now);
  for (const job of due) issue(book, job.id, job.due);
}

export function issue(book: Book, id: string, at: number): void {
  const transfer = book.transfers.get(id);
  if (!transfer) return;
  book.issued += 1;
  const receipt: Receipt = {
    transfer_id: id,
    state: 'issued',
    number: `R-${book.issued.toString().padStart(6, '0')}`,
    attempts: 1,
    issued_at: iso(at),
  };
  book.receipts.set(id, receipt);
  book.transfers.set(id, { ...transfer, receipt: 'issued', version: transfer.version + 1 });
}

/** Everything that changes the book. Each knows what it makes out of date. */
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { client } from './client';
import { answered, dataOf, isProblemOf } from './problem';
import {
  accountOptions,
  fetchAccount,
  keys,
  transferOptions,
  type Account,
  type Tagged,
} from './queries';
import type { components } from './schema';

export type NewTransfer = components['schemas']['NewTransfer'];
export type NewAccount = components['schemas']['NewAccount'];
type AccountPatch = components['schemas']['AccountPatch'];

/** A wish and the key under which it happens at most once, over all its attempts. */
export interface Keyed<T> {
  readonly wish: T;
  readonly key: string;
}

const keyed = (key: string) => ({ header: { 'Idempotency-Key': key } });

async function moneyMoved(cache: QueryClient): Promise<void> {
  await Promise.all(
    [keys.transfers, keys.accounts, keys.reports].map((queryKey) =>
      cache.invalidateQueries({ queryKey }),
    ),
  );
}

export function useCreateTransfer() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ wish, key }: Keyed<NewTransfer>) =>
      dataOf(client.POST('/v1/transfers', { params: keyed(key), body: wish })),
    onSuccess: (transfer) => {
      cache.setQueryData(transferOptions(transfer.id).queryKey, transfer);
      void moneyMoved(cache);
    },
  });
}

/** Shows the transfer as reversed at once, and takes that back when the server refuses. */
export function useReverseTransfer(id: string) {
  const cache = useQueryClient();
  const { queryKey } = transferOptions(id);
  return useMutation({
    mutationFn: ({ wish, key }: Keyed<{ reason: string }>) =>
      dataOf(
        client.POST('/v1/transfers/{transfer_id}/reversal', {
          params: { path: { transfer_id: id }, ...keyed(key) },
          body: wish,
        }),
      ),
    onMutate: async () => {
      await cache.cancelQueries({ queryKey });
      const before = cache.getQueryData(queryKey);
      if (before) cache.setQueryData(queryKey, { ...before, status: 'reversed' });
      return before;
    },
    onError: (_error, _wish, before) => {
      if (before) cache.setQueryData(queryKey, before);
    },
    onSettled: () => moneyMoved(cache),
  });
}

/** Somebody else changed the account while it was on screen. */
export class ConflictError extends Error {
  readonly current: Tagged<Account>;

  constructor(current: Tagged<Account>) {
    super('It was changed by someone else.');
    this.name = 'ConflictError';
    this.current = current;
  }
}

export interface AccountChange {
  readonly seen: Tagged<Account>;
  readonly patch: AccountPatch;
}

async function patchAccount(
  id: string,
  etag: string,
  patch: AccountPatch,
): Promise<Tagged<Account>> {
  const { data, response } = await answered(
    client.PATCH('/v1/accounts/{account_id}', {
      params: { path: { account_id: id }, header: { 'If-Match': etag } },
      body: patch,
    }),
  );
  return { row: data, etag: response.headers.get('ETag') ?? '' };
}

/**
 * A change under a guard. Every payment raises an account's version, so a refused guard often means only that
 * the balance moved: then the change is repeated once. Anything else belongs in front of a person.
 */
async function changeAccount({ seen, patch }: AccountChange): Promise<Tagged<Account>> {
  const { id, name, status } = seen.row;
  try {
    return await patchAccount(id, seen.etag, patch);
  } catch (error) {
    if (!isProblemOf(error, '/problems/precondition-failed')) throw error;
    const current = await fetchAccount(id);
    if (current.row.name !== name || current.row.status !== status)
      throw new ConflictError(current);
    return patchAccount(id, current.etag, patch);
  }
}

/** Shows the new state at once; a refusal brings the old one back, a conflict the current one. */
export function useChangeAccount(id: string) {
  const cache = useQueryClient();
  const { queryKey } = accountOptions(id);
  return useMutation({
    mutationFn: changeAccount,
    onMutate: async ({ seen, patch }) => {
      await cache.cancelQueries({ queryKey });
      const { name, status } = patch;
      const row = { ...seen.row, ...(name && { name }), ...(status && { status }) };
      cache.setQueryData(queryKey, { ...seen, row });
    },
    onError: (error, { seen }) => {
      cache.setQueryData(queryKey, error instanceof ConflictError ? error.current : seen);
    },
    onSuccess: (changed) => {
      cache.setQueryData(queryKey, changed);
    },
    onSettled: () => cache.invalidateQueries({ queryKey: keys.accounts }),
  });
}

export function useCreateAccount() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ wish, key }: Keyed<NewAccount>) =>
      dataOf(client.POST('/v1/accounts', { params: keyed(key), body: wish })),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.accounts }),
  });
}

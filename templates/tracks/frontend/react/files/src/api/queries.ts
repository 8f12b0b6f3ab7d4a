/** Query options: the unit in which routes, features and mutations share server state. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Currency } from '../domain/money';
import type { TransferFilters } from '../domain/transfer';
import { client } from './client';
import { answered, dataOf } from './problem';
import type { components } from './schema';

export type Account = components['schemas']['Account'];
export type Transfer = components['schemas']['Transfer'];
export type DailyVolume = components['schemas']['DailyVolume'];
export type Backlog = components['schemas']['ReceiptBacklog'];

const PAGE = 20;
const LATEST = 5;

/** An account together with the tag that a change of it has to name. */
export interface Tagged<T> {
  readonly row: T;
  readonly etag: string;
}

export const keys = {
  reports: ['reports'] as const,
  transfers: ['transfers'] as const,
  transfer: (id: string) => ['transfers', 'one', id] as const,
  accounts: ['accounts'] as const,
  account: (id: string) => ['accounts', 'one', id] as const,
};

export const volumeOptions = (currency: Currency, days: number) =>
  queryOptions({
    queryKey: [...keys.reports, 'volume', currency, days],
    queryFn: ({ signal }) =>
      dataOf(
        client.GET('/v1/reports/daily-volume', { params: { query: { currency, days } }, signal }),
      ),
  });

export const backlogOptions = () =>
  queryOptions({
    queryKey: [...keys.reports, 'receipts'],
    queryFn: ({ signal }) => dataOf(client.GET('/v1/reports/receipts', { signal })),
  });

export const latestOptions = () =>
  queryOptions({
    queryKey: [...keys.transfers, 'latest'],
    queryFn: ({ signal }) =>
      dataOf(client.GET('/v1/transfers', { params: { query: { limit: LATEST } }, signal })),
  });

export const transfersOptions = (filters: TransferFilters) =>
  infiniteQueryOptions({
    queryKey: [...keys.transfers, 'list', filters],
    queryFn: ({ pageParam, signal }) => {
      const { account, ...rest } = filters;
      const query = {
        limit: PAGE,
        ...rest,
        ...(account && { account_id: account }),
        ...(pageParam && { cursor: pageParam }),
      };
      return dataOf(client.GET('/v1/transfers', { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const transferOptions = (id: string) =>
  queryOptions({
    queryKey: keys.transfer(id),
    queryFn: ({ signal }) =>
      dataOf(
        client.GET('/v1/transfers/{transfer_id}', {
          params: { path: { transfer_id: id } },
          signal,
        }),
      ),
  });

export const receiptOptions = (id: string) =>
  queryOptions({
    queryKey: [...keys.transfer(id), 'receipt'],
    queryFn: ({ signal }) =>
      dataOf(
        client.GET('/v1/transfers/{transfer_id}/receipt', {
          params: { path: { transfer_id: id } },
          signal,
        }),
      ),
  });

/** All accounts, whatever their number: a choice between accounts that lacks one is a trap. */
export const accountsOptions = () =>
  queryOptions({
    queryKey: [...keys.accounts, 'all'],
    queryFn: async ({ signal }) => {
      const rows: Account[] = [];
      let cursor: string | null = null;
      do {
        const query: { limit: number; cursor?: string } = { limit: 100, ...(cursor && { cursor }) };
        const page: components['schemas']['AccountPage'] = await dataOf(
          client.GET('/v1/accounts', { params: { query }, signal }),
        );
        rows.push(...page.items);
        cursor = page.next_cursor;
      } while (cursor !== null);
      return rows;
    },
  });

export async function fetchAccount(id: string, signal?: AbortSignal): Promise<Tagged<Account>> {
  const { data, response } = await answered(
    client.GET('/v1/accounts/{account_id}', {
      params: { path: { account_id: id } },
      ...(signal && { signal }),
    }),
  );
  return { row: data, etag: response.headers.get('ETag') ?? '' };
}

export const accountOptions = (id: string) =>
  queryOptions({ queryKey: keys.account(id), queryFn: ({ signal }) => fetchAccount(id, signal) });

/** Acceptance check of d08-csv-export: all rows of the filter, exact, harmless, and it can be stopped. */
import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, test, vi } from 'vitest';
import { server } from '../../tests/page/network';
import { API, makeWorld, openAs, status, type World } from '../../tests/page/world';

const HEAD = 'id,created_at,source,target,amount,currency,memo,status,receipt';
const saved: { name: string; blob: Blob }[] = [];

beforeEach(() => {
  saved.length = 0;
  const blobs = new Map<string, Blob>();
  URL.createObjectURL = vi.fn((blob: Blob) => {
    const url = `blob:${blobs.size.toString()}`;
    blobs.set(url, blob);
    return url;
  });
  URL.revokeObjectURL = vi.fn();
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(
    this: HTMLAnchorElement,
  ) {
    const blob = blobs.get(this.href);
    if (blob) saved.push({ name: this.download, blob });
  });
});

async function start(world: World, path = '/transfers') {
  const page = await openAs(world, path);
  await screen.findByLabelText('Status');
  const button = screen.queryByRole('button', { name: 'Export CSV' });
  expect(
    button,
    'the button Export CSV is missing beside the filters of /transfers',
  ).not.toBeNull();
  world.sent.length = 0;
  return { ...page, button: button as HTMLElement };
}

async function file(): Promise<string[]> {
  await waitFor(() => expect(saved, 'no file was downloaded').toHaveLength(1), { timeout: 10_000 });
  expect(saved[0]?.name).toBe('transfers.csv');
  const text = await new Response(await saved[0]?.blob.arrayBuffer()).text();
  return text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/);
}

function manyTransfers(world: World, count: number) {
  const { owner, till, bank } = world.funded();
  for (let n = 0; n < count - 1; n += 1)
    world.move(owner.id, till.id, 1 + n, `Sale ${n.toString()}`);
  return { owner, till, bank };
}

test('all pages of the filter are in the file, once each, and no row of another filter', async () => {
  const world = await makeWorld();
  const { till, bank } = manyTransfers(world, 230);
  world.move(till.id, bank.id, 7, 'Takings');
  const { user, button } = await start(world, '/transfers?status=posted');
  await user.click(button);
  const [head, ...rows] = await file();
  expect(head).toBe(HEAD);
  expect(rows).toHaveLength(231);
  expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(231);
  const asked = world
    .asked('GET', '/v1/transfers')
    .filter(({ query }) => query.get('limit') === '100');
  expect(asked, 'three pages of a hundred rows').toHaveLength(3);
  expect(asked.every(({ query }) => query.get('status') === 'posted')).toBe(true);
});

test('rows that arrive meanwhile do no harm, and pages are read one after another', async () => {
  const world = await makeWorld();
  const { owner, till } = manyTransfers(world, 150);
  const { user, button } = await start(world);
  let open = 0;
  let most = 0;
  server.use(
    http.get(`${API}/v1/transfers`, async ({ request }) => {
      open += 1;
      most = Math.max(most, open);
      const answer = await world.forward(request);
      world.move(owner.id, till.id, 5, 'Meanwhile');
      open -= 1;
      return answer;
    }),
  );
  await user.click(button);
  const [, ...rows] = await file();
  expect(rows).toHaveLength(150);
  expect(most).toBe(1);
});

test('amounts are exact in each currency, and cells are quoted and harmless', async () => {
  const world = await makeWorld();
  const eur = world.funded('EUR', 29);
  const kwd = world.funded('KWD', 1_005);
  const jpy = world.funded('JPY', 1_250);
  const memos = ['=1+1', '+49', '-x', '@here', 'a "quoted", one'];
  for (const memo of memos) world.move(eur.owner.id, eur.till.id, 1, memo);
  const { user, button } = await start(world);
  await user.click(button);
  const text = (await file()).join('\n');
  for (const part of [',0.29,EUR,', ',1.005,KWD,', ',1250,JPY,']) expect(text).toContain(part);
  for (const memo of memos.slice(0, 4)) {
    expect(text).toMatch(new RegExp(`,"?'${memo.replace(/[+=@-]/g, '\\$&')}"?,`));
  }
  expect(text).toContain('"a ""quoted"", one"');
  expect([kwd, jpy]).toHaveLength(2);
});

test('a server that asks to wait is waited for, and the export goes on', async () => {
  const world = await makeWorld();
  manyTransfers(world, 150);
  const { user, button } = await start(world);
  let refused = 0;
  server.use(
    http.get(`${API}/v1/transfers`, ({ request }) => {
      if (!new URL(request.url).searchParams.has('cursor') || refused > 0) return undefined;
      refused += 1;
      return HttpResponse.json(
        {
          type: '/problems/rate-limited',
          title: '',
          status: 429,
          detail: 'Slow down.',
          request_id: 'r',
        },
        {
          status: 429,
          headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '1' },
        },
      );
    }),
  );
  await user.click(button);
  expect((await file()).length).toBe(151);
  expect(refused).toBe(1);
});

test('it says how far it is, and the keyboard can stop it', async () => {
  const world = await makeWorld();
  manyTransfers(world, 250);
  const { user, button } = await start(world);
  let release: () => void = () => undefined;
  const gate = new Promise<void>((open) => {
    release = open;
  });
  server.use(
    http.get(`${API}/v1/transfers`, async ({ request }) => {
      if (new URL(request.url).searchParams.has('cursor')) await gate;
      return undefined;
    }),
  );
  button.focus();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(document.body).toHaveTextContent(/100 (rows|transfers)/));
  const cancel = screen.getByRole('button', { name: 'Cancel export' });
  expect(cancel).toHaveFocus();
  await user.keyboard('{Enter}');
  release();
  await waitFor(() => expect(status()).toHaveTextContent(/cancel/i));
  expect(await screen.findByRole('button', { name: 'Export CSV' })).toBeVisible();
  expect(saved).toHaveLength(0);
});

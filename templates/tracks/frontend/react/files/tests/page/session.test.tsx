import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { session } from '../../src/api/client';
import { QueryState } from '../../src/features/QueryState';
import { RouteError } from '../../src/features/RouteError';
import { offerReload } from '../../src/reload';
import { makeWorld, openAs, openPage, refuse, type World } from './world';

async function signIn(world: World, path: string) {
  const page = openPage(path);
  await page.user.type(await screen.findByLabelText('E-mail'), world.credentials.email);
  await page.user.type(screen.getByLabelText('Password'), world.credentials.password);
  await page.user.click(screen.getByRole('button', { name: 'Sign in' }));
  return page;
}

test('signing in leads to where one wanted to go', async () => {
  const world = await makeWorld();
  const { history } = await signIn(world, '/transfers?status=posted');
  expect(await screen.findByRole('heading', { name: 'Transfers' })).toBeVisible();
  expect(history.location.href).toBe('/transfers?status=posted');
});

test('signing in never leads to another site', async () => {
  const world = await makeWorld();
  const { history } = await signIn(world, '/login?next=//evil.example/');
  expect(await screen.findByRole('heading', { name: 'Overview' })).toBeVisible();
  expect(history.location.pathname).toBe('/');
});

test('a wrong password is said on its field', async () => {
  const world = await makeWorld();
  const page = openPage('/login');
  await page.user.type(await screen.findByLabelText('E-mail'), world.credentials.email);
  await page.user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(screen.getByLabelText('Password')).toHaveAccessibleDescription('Enter your password');
  await page.user.type(screen.getByLabelText('Password'), 'wrong-password');
  await page.user.click(screen.getByRole('button', { name: 'Sign in' }));
  await waitFor(() =>
    expect(screen.getByLabelText('Password')).toHaveAccessibleDescription(/do not belong together/),
  );
});

test('too many attempts are counted down', async () => {
  const world = await makeWorld();
  refuse(
    'post',
    '/v1/auth/token',
    { status: 429, type: 'rate-limited', headers: { 'Retry-After': '6' } },
    1,
  );
  await signIn(world, '/login');
  expect(await screen.findByRole('button', { name: /Try again in \d s/ })).toBeVisible();
});

test('the frame is there before the session is restored', async () => {
  const world = await makeWorld();
  await openAs(world, '/accounts');
  expect(await screen.findByRole('navigation', { name: 'Main' })).toBeVisible();
  expect(world.asked('GET', '/v1/accounts').length).toBeLessThanOrEqual(1);
});

test('requests that are refused together cause one refresh and succeed', async () => {
  let now = Date.now();
  const world = await makeWorld(() => now);
  world.funded();
  await world.signIn();
  now += 20 * 60_000;
  openPage('/');
  expect(await screen.findByRole('img', { name: /Volume of/ })).toBeVisible();
  expect(world.asked('POST', '/v1/auth/refresh')).toHaveLength(1);
});

test('a session that ended leads to the sign-in and back', async () => {
  const world = await makeWorld();
  await world.signIn();
  world.store.tokens.clear();
  world.store.users.clear();
  const { history } = openPage('/accounts');
  expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeVisible();
  expect(history.location.search).toContain('next=%2Faccounts');
});

test('after signing out nothing of the old user is left, also with Back', async () => {
  const world = await makeWorld();
  world.funded();
  const { user, history } = await openAs(world, '/accounts');
  expect(await screen.findByRole('link', { name: 'Till' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Sign out' }));
  expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeVisible();
  history.back();
  await waitFor(() => expect(screen.queryByRole('link', { name: 'Till' })).toBeNull());
  expect(session.isSignedIn()).toBe(false);
  await waitFor(() => expect(world.asked('POST', '/v1/auth/logout')).toHaveLength(1));
  // Somebody else signs in on this machine, and the network is slow.
  refuse('get', '/v1/accounts', { status: 403, type: 'internal' }, 9);
  await world.signIn();
  history.push('/accounts');
  expect(await screen.findByText('The accounts could not be read')).toBeVisible();
  expect(screen.queryByRole('link', { name: 'Till' })).toBeNull();
});

test('the theme is chosen by hand and remembered', async () => {
  const { user } = await openAs(await makeWorld(), '/accounts');
  await user.click(await screen.findByRole('button', { name: /Switch to the dark theme/ }));
  expect(document.documentElement.dataset.theme).toBe('dark');
  expect(localStorage.getItem('theme')).toBe('dark');
});

test('figures that could not be read anew stay, with their age', async () => {
  const refetch = vi.fn();
  const asked = { data: 7, error: new Error('away'), errorUpdatedAt: 0, refetch };
  render(
    <QueryState query={{ ...asked, dataUpdatedAt: Date.now() - 125_000 }} what="It" loading={null}>
      {(data) => <p>{data} waiting</p>}
    </QueryState>,
  );
  expect(screen.getByText('7 waiting')).toBeVisible();
  expect(screen.getByText(/Updated 2 min ago/)).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
  expect(refetch).toHaveBeenCalledOnce();
});

test('the age of figures that could not be read anew grows on the screen', () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
  try {
    const asked = { data: 7, error: new Error('away'), errorUpdatedAt: 0, refetch: vi.fn() };
    render(
      <QueryState query={{ ...asked, dataUpdatedAt: Date.now() - 50_000 }} what="It" loading={null}>
        {(data) => <p>{data} waiting</p>}
      </QueryState>,
    );
    expect(screen.getByText(/Updated 50 s ago/)).toBeVisible();
    act(() => {
      vi.advanceTimersByTime(130_000);
    });
    expect(screen.getByText(/Updated 3 min ago/)).toBeVisible();
  } finally {
    vi.useRealTimers();
  }
});

test('a part that a new version replaced offers a reload and leaves the choice', () => {
  offerReload();
  const error = new TypeError('Failed to fetch dynamically imported module: /assets/x.js');
  dispatchEvent(Object.assign(new Event('vite:preloadError'), { payload: error }));
  // The router reloads by itself unless it finds that it has done so.
  expect(sessionStorage.getItem(`tanstack_router_reload:${error.message}`)).toBe('1');
  render(<RouteError error={error} reset={() => undefined} />);
  expect(screen.getByRole('button', { name: 'Reload for the new version' })).toBeVisible();
});

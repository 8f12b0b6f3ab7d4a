/** An account is frozen while an older answer is still on its way: what does the screen show, in which order? */
import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { afterEach, expect, test, vi } from 'vitest';
import { server } from '../../../tests/page/network';
import { API, makeWorld, openAs } from '../../../tests/page/world';

afterEach(() => {
  vi.useRealTimers();
});

function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test('a frozen account stays frozen on the screen', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const start = Date.now();
  const world = await makeWorld(() => start);
  const { till } = world.funded();
  const { user } = await openAs(world, `/accounts/${till.id}`);
  const button = await screen.findByRole('button', { name: 'Freeze account' });
  const path = `${API}/v1/accounts/${till.id}`;

  // A read that is answered late, with what was true when it was asked.
  const old = world.book.accounts.get(till.id);
  const [read, change] = [gate(), gate()];
  let asked = 0;
  server.use(
    http.get(path, async () => {
      asked += 1;
      if (asked > 1) return undefined;
      await read.opened;
      return HttpResponse.json(old, { headers: { ETag: '"v2"' } });
    }),
    http.patch(path, async ({ request }) => {
      await change.opened;
      return world.forward(request);
    }),
  );
  vi.setSystemTime(start + 600_000);
  window.dispatchEvent(new Event('visibilitychange'));
  await waitFor(() => expect(asked).toBe(1));

  const shown: string[] = [];
  const note = () => {
    const text =
      screen.getByText('Status', { selector: 'dt' }).nextElementSibling?.textContent ?? '';
    if (text !== '' && shown.at(-1) !== text) shown.push(text);
  };
  note();
  const observer = new MutationObserver(note);
  observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  await user.click(button);
  await waitFor(() => expect(shown).toContain('Frozen'));
  read.open();
  await new Promise((resolve) => setTimeout(resolve, 150));
  change.open();
  await waitFor(() => expect(world.book.accounts.get(till.id)?.status).toBe('frozen'));
  await screen.findByRole('button', { name: 'Reopen account' });
  await new Promise((resolve) => setTimeout(resolve, 150));
  observer.disconnect();
  expect(shown.join(', '), `SYMPTOM: the screen showed ${shown.join(', ')}`).toBe('Open, Frozen');
});

/** Is the region whose text changes the one that was there before? Only then is the change announced. */
import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { makeWorld, openAs } from '../../../tests/page/world';

const regions = () => [
  ...document.querySelectorAll('[role=status], [role=log], [aria-live=polite]'),
];

test('what happened is said in a region that was there before', async () => {
  const world = await makeWorld();
  const { till, bank } = world.funded();
  const { user } = await openAs(world, '/transfers/new');
  await user.selectOptions(await screen.findByLabelText('From'), till.id);
  await user.selectOptions(screen.getByLabelText('To'), bank.id);
  await user.type(screen.getByLabelText(/^Amount/), '5');
  const before = regions();
  await user.click(screen.getByRole('button', { name: 'Send' }));
  await waitFor(() => expect(document.body).toHaveTextContent(/Sent: EUR\s5.00/), {
    timeout: 5_000,
  });
  // The page has changed by now as well: the region has to live above the routes.
  await screen.findByRole('button', { name: 'Reverse this transfer' });
  const speaking = regions().filter((region) => region.textContent.includes('Sent:'));
  const known = speaking.some((region) => before.includes(region) && region.isConnected);
  expect(known, 'SYMPTOM: the region came together with its text, so nobody hears it').toBe(true);
});

/**
 * Exchanges refresh tokens for the page, because it outlives the page.
 *
 * A refresh token works once. A page that is reloaded or closed while the server's answer is on the way would
 * keep the used one, and coming with it again ends the session. So this worker makes the exchange, remembers
 * what the last token was exchanged for, and tells whoever comes with it next. It controls no page and sees no
 * other request. What it has to remember beyond its own life lies in a cache of this origin.
 */
const CACHE = 'ledger-refresh';
const NOTE = '/refresh-worker/last';

/** The exchange that is running or was the last to succeed. */
let last;

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('message', (event) => {
  const { url, token, forget } = event.data;
  if (forget) {
    last = undefined;
    event.waitUntil(caches.delete(CACHE));
    return;
  }
  if (last?.token !== token) last = { token, answer: exchange(url, token) };
  const mine = last;
  const port = event.ports[0];
  event.waitUntil(
    mine.answer.then(
      (answer) => {
        // A refusal is told and forgotten: the next attempt asks the server again.
        if (answer.status !== 200 && last === mine) last = undefined;
        port.postMessage(answer);
      },
      () => {
        if (last === mine) last = undefined;
        port.postMessage(null);
      },
    ),
  );
});

async function exchange(url, token) {
  const cache = await caches.open(CACHE);
  const note = await (await cache.match(NOTE))?.json();
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ refresh_token: note?.from === token ? note.to : token }),
    cache: 'no-store',
  });
  const body = await answer.text();
  if (answer.status === 200) {
    const { refresh_token: to } = JSON.parse(body);
    await cache.put(NOTE, new Response(JSON.stringify({ from: token, to })));
  }
  return { status: answer.status, headers: [...answer.headers], body };
}

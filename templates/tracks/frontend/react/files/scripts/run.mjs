// `make run`: the local API with the demo book, and the page that uses it, until Ctrl-C.
//   API=http://...   use that API instead of the local one
//   PORT, API_PORT   ports; a default that is taken moves to the next free one
//   ONCE=1           check that both answer, then end
import { choosePort, endAll, startServer, startTool, toolOf, waitFor } from './processes.mjs';

const DEMO = { email: 'baker@example.com', password: 'sourdough-at-dawn' };
const { API, PORT, API_PORT, ONCE, FAULTS } = process.env;

async function signIn(api) {
  const answer = await fetch(`${api}/v1/auth/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(DEMO),
  });
  return { status: answer.status, body: await answer.json() };
}

async function checkOnce(api, web) {
  const page = await fetch(web);
  console.log(`GET ${web} -> ${page.status}`);
  if (!(await page.text()).includes(`content="${api}"`))
    throw new Error('the page does not name its API');
  if (API) return;
  const { status, body } = await signIn(api);
  console.log(`POST ${api}/v1/auth/token -> ${status}`);
  const headers = { Authorization: `Bearer ${body.access_token}` };
  const report = await fetch(`${api}/v1/reports/daily-volume?currency=EUR`, { headers });
  const { totals } = await report.json();
  console.log(
    `GET ${api}/v1/reports/daily-volume -> ${report.status}, ${totals.count} transfers in EUR`,
  );
  if (!(totals.count > 0)) throw new Error('the demo book is empty');
}

try {
  const api = API
    ? { url: API.replace(/\/$/, '') }
    : await startServer('server/main.ts', {
        PORT: String(await choosePort(API_PORT, 4020)),
        FAULTS: FAULTS ?? '',
      });
  const port = await choosePort(PORT, 4010);
  const web = `http://127.0.0.1:${port}`;
  startTool(toolOf('vite', 'bin/vite.js'), ['--port', String(port), '--strictPort'], {
    API_ORIGIN: api.url,
  });
  await waitFor(web);
  if (ONCE) {
    await checkOnce(api.url, web);
    await endAll();
    console.log('Everything answered; all processes ended.');
  } else {
    console.log(`
  The dashboard:  ${web}
  Sign in:        ${API ? 'with a user of that API' : `${DEMO.email}   ${DEMO.password}`}
  The API:        ${api.url}

  Another implementation of the contract:  make run API=http://127.0.0.1:8000
  Ctrl-C ends both.
`);
  }
} catch (error) {
  console.error(`run: ${error.message}`);
  await endAll();
  process.exit(1);
}

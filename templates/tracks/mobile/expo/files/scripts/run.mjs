// `make run`: the sync server with an inspector's notes, and the app, until Ctrl-C.
//   NOTES=240    how many notes the server begins with, when it has none
//   HOST=lan     lets a phone on the same network reach both; otherwise only this machine can
//   ONCE=1       checks that both answer, and an edit's way through the server, then ends
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { exportOnce } from './expo.mjs';
import { endAll, startServer } from './processes.mjs';

const { NOTES = '240', HOST, ONCE } = process.env;
const FOLDER = ONCE ? `var/run/once-${process.pid}` : 'var/run';
const PORTS = 'var/run/ports.json';

/** The ports of the last time, so that a browser finds its notes again: they belong to the address. */
function lastPorts() {
  try {
    const { app, sync } = JSON.parse(readFileSync(PORTS, 'utf8'));
    return { app: Number(app) || 0, sync: Number(sync) || 0 };
  } catch {
    return { app: 0, sync: 0 };
  }
}

function lanAddress() {
  const all = Object.values(networkInterfaces()).flat();
  const found = all.find((one) => one?.family === 'IPv4' && !one.internal);
  if (!found) throw new Error('HOST=lan: this machine has no address in a network');
  return found.address;
}

async function checkOnce(app, sync) {
  const page = await fetch(app);
  console.log(`GET ${app}/ -> ${page.status}`);
  const config = await (await fetch(`${app}/config.json`)).json();
  console.log(`GET ${app}/config.json -> ${config.server}`);
  if (config.server !== sync) throw new Error('the page names another server');
  const op = {
    id: 'operation-of-once',
    noteId: 'once',
    base: 0,
    patch: { site: 'Dairy, cold store', title: 'Compressor 2', body: '6.1 bar', state: 'watch' },
    resolves: [],
  };
  for (const attempt of ['first', 'repeated']) {
    const answer = await fetch(`${sync}/v1/push`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ device: 'inspector-once', ops: [op] }),
    });
    const { verdicts } = await answer.json();
    console.log(
      `POST ${sync}/v1/push (${attempt}) -> ${answer.status}, rev ${verdicts[0].note.rev}`,
    );
    if (verdicts[0].note.rev !== Number(NOTES) + 1)
      throw new Error('a repeated edit was counted twice');
  }
  const pull = await fetch(`${sync}/v1/pull?after=${NOTES}`);
  const { notes } = await pull.json();
  console.log(`GET ${sync}/v1/pull?after=${NOTES} -> ${pull.status}, ${notes.length} note`);
  if (notes.length !== 1) throw new Error('the edit did not come back');
}

try {
  console.log('The web build (the first time takes a while) ...');
  console.log(`  ${exportOnce('web', 'dist')}`);
  mkdirSync(FOLDER, { recursive: true });
  const lan = HOST === 'lan' ? lanAddress() : undefined;
  const host = lan ? { HOST: '0.0.0.0' } : {};
  const last = ONCE ? { app: 0, sync: 0 } : lastPorts();
  const shown = lan ?? '127.0.0.1';

  // The page is told the server's address and the server the page's, so one of the two ports is taken first.
  const sync = await startServer('server/main.ts', {
    ...host,
    PORT: String(last.sync),
    OR_FREE: '1',
    JOURNAL: `${FOLDER}/journal.jsonl`,
    NET_FILE: `${FOLDER}/net.json`,
    SEED: NOTES,
    ORIGINS: '*',
  });
  const syncUrl = `http://${shown}:${sync.port}`;
  const app = await startServer('server/web.ts', {
    ...host,
    PORT: String(last.app),
    OR_FREE: '1',
    SYNC_SERVER: syncUrl,
  });
  const appUrl = `http://${shown}:${app.port}`;
  if (ONCE) {
    await checkOnce(appUrl, syncUrl);
    await endAll();
    console.log('Everything answered; all processes ended.');
  } else {
    writeFileSync(PORTS, JSON.stringify({ app: app.port, sync: sync.port }));
    console.log(`
  The app:          ${appUrl}
  The sync server:  ${syncUrl}
  ${lan ? 'Both can be reached by everybody in this network.' : 'Only this machine can reach them; HOST=lan lets a phone in.'}

  Open it twice (second window in private mode) to be two inspectors. Then try:
    1. make net MODE=down     write two notes, reload the page: they are still there, "2 waiting"
    2. make net MODE=up       watch "2 waiting" become "all sent" (Queue, Sync now, if you are in a hurry)
    3. change the same note in both windows while the network is down, and bring it up again

  Ctrl-C ends both servers; the notes stay in ${FOLDER}/journal.jsonl.
`);
  }
} catch (error) {
  console.error(`run: ${error.message}`);
  await endAll();
  process.exit(1);
}

// `make net MODE=down`: changes the network of the running development server.
import { mkdirSync, writeFileSync } from 'node:fs';

const MODES = {
  up: 'a good network',
  down: 'every connection ends without an answer',
  slow: 'every answer takes three seconds',
  lossy: 'a quarter of the requests and a quarter of the answers are lost',
  failing: 'every request is answered by 503',
  'dies-after-commit': 'the server keeps the next push and dies before it answers',
};

const mode = process.env.MODE ?? '';
if (!Object.hasOwn(MODES, mode)) {
  console.error('usage: make net MODE=<mode>');
  for (const [name, what] of Object.entries(MODES)) console.error(`  ${name.padEnd(18)} ${what}`);
  process.exit(2);
}
mkdirSync('var/run', { recursive: true });
writeFileSync('var/run/net.json', `${JSON.stringify({ mode })}\n`);
console.log(`${mode}: ${MODES[mode]}`);

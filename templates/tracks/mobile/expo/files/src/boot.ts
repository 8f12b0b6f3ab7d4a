/** Makes the services out of the device's own parts. The only place that knows all adapters. */
import { randomUUID } from 'expo-crypto';
import { AppState } from 'react-native';
import { exclusiveDb } from './adapters/exclusive-db';
import { openExpoDb } from './adapters/expo-db';
import { expoNetwork } from './adapters/expo-network';
import { httpTransport } from './adapters/http-transport';
import { keepServer, loadSettings } from './adapters/settings';
import { systemClock } from './adapters/system';
import { takeTabLock } from './adapters/tab-lock';
import { vault } from './adapters/vault';
import { isOnDevice } from './config';
import { StorageError } from './data/errors';
import { deviceOf } from './data/meta';
import { migrate } from './data/migrations';
import { Writer } from './data/write';
import { Engine } from './sync/engine';
import { startTriggers } from './sync/triggers';
import { Changes, connect, type Services } from './ui/services';
import { en } from './ui/text/en';

export interface Started {
  readonly services: Services;
  readonly stop: () => void;
}

export async function start(): Promise<Started> {
  if (!(await takeTabLock())) throw new StorageError('other-tab');
  const db = exclusiveDb(await openExpoDb());
  await migrate(db);
  const newId = randomUUID;
  const device = await deviceOf(db, newId);
  const settings = await loadSettings();
  let server = settings.server;
  const transport = httpTransport({
    fetch: (input, init) => fetch(input, init),
    settings: async () => ({ server, token: await vault.read() }),
  });
  const clock = systemClock;
  const engine = new Engine({
    db,
    transport,
    clock,
    random: Math.random,
    device,
    network: {
      kind: async () => {
        const kind = await expoNetwork.kind();
        return kind === 'none' && isOnDevice({ server }) ? 'unknown' : kind;
      },
    },
  });
  const writer = new Writer({ db, clock, newId });
  const changes = new Changes();
  const connection = connect({ writer, engine, clock }, changes);
  const stopTriggers = startTriggers({
    engine,
    network: expoNetwork,
    clock,
    onVisible: (call) => {
      const subscription = AppState.addEventListener('change', (state) => {
        if (state !== 'active') connection.flush();
        call(state === 'active');
      });
      return () => subscription.remove();
    },
  });
  return {
    services: {
      db,
      writer,
      engine,
      clock,
      newId,
      vault,
      device,
      settings,
      keepServer: async (address) => {
        server = address;
        await keepServer(address);
      },
      words: en,
      changes,
    },
    stop: () => {
      stopTriggers();
      connection.stop();
      void engine.stop();
    },
  };
}

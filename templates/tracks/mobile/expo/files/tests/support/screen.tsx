/** Renders a real screen on a real database and a real server in this process. */
import { act, render } from '@testing-library/react-native';
import type { ReactElement } from 'react';
import { Changes, connect, PAUSE_MS, ServicesProvider, type Services } from '../../src/ui/services';
import { en } from '../../src/ui/text/en';
import { makeOffice, makePhone, type Office, type Phone } from './world';

export interface Scene {
  readonly office: Office;
  readonly phone: Phone;
  readonly services: Services;
  readonly kept: string[];
}

export async function makeScene(
  name = 'ana',
  office = makeOffice(),
  bytes?: Uint8Array,
): Promise<Scene> {
  const phone = await makePhone(office, { name, ...(bytes === undefined ? {} : { bytes }) });
  const { db, writer, engine, clock, device } = phone;
  const changes = new Changes();
  connect(phone, changes);
  const kept: string[] = [];
  let made = 0;
  return {
    office,
    phone,
    kept,
    services: {
      db,
      writer,
      engine,
      clock,
      device,
      changes,
      newId: () => `${name}-new-${(made += 1)}`,
      vault: {
        read: () => Promise.resolve(phone.token),
        write: (token) => {
          phone.token = token;
          return Promise.resolve();
        },
      },
      settings: { server: 'http://office.test', development: true },
      keepServer: (address) => {
        kept.push(address);
        return Promise.resolve();
      },
      words: en,
    },
  };
}

export const show = ({ services }: Scene, screen: ReactElement) =>
  render(<ServicesProvider value={services}>{screen}</ServicesProvider>);

/** Nobody types for a moment: what was written may be sent. */
export const pause = ({ phone }: Scene) => act(() => phone.clock.advance(PAUSE_MS));

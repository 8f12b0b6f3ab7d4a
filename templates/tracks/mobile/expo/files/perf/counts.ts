/** What is exact on every machine, and stands for what people feel: statements, and how often a phone calls. */
import type { NetworkKind } from '../src/sync/ports';
import { startTriggers } from '../src/sync/triggers';
import { seedBook } from '../server/seed';
import { makeOffice, makePhone, PUMP } from '../tests/support/world';

/** SQL statements of a first sync, divided by the notes that it brought. */
export async function statementsPerPulledNote(notes: number): Promise<number> {
  const office = makeOffice();
  seedBook(office.book, notes);
  const phone = await makePhone(office, { name: 'counts' });
  const before = phone.sql.statements.length;
  await phone.engine.wake('start');
  return (phone.sql.statements.length - before) / notes;
}

export interface Outage {
  readonly minutes: number;
  readonly everySeconds: number;
  /** What the phone reports of its network, over and over; a phone that lies still reports the same all the time. */
  readonly reports: readonly NetworkKind[];
}

/** The worst that was seen: a building with weak Wi-Fi, and a phone that is carried through it. */
export const RESTLESS: Outage = { minutes: 10, everySeconds: 2, reports: ['wifi', 'mobile'] };

/** How often a phone with one edit calls a server that answers 503. */
export async function sendsInOutage({ minutes, everySeconds, reports }: Outage): Promise<number> {
  const office = makeOffice();
  let sends = 0;
  office.weather.before = (path) => {
    if (path === '/v1/push') sends += 1;
    return new Response('{}', { status: 503 });
  };
  const phone = await makePhone(office, { name: 'outage' });
  await phone.writer.edit('n1', PUMP);
  let report: (kind: NetworkKind) => void = () => undefined;
  const stop = startTriggers({
    clock: phone.clock,
    engine: phone.engine,
    network: {
      kind: () => Promise.resolve('wifi'),
      onChange: (call) => {
        report = call;
        return () => undefined;
      },
    },
    onVisible: () => () => undefined,
  });
  for (let turn = 0; turn * everySeconds < minutes * 60; turn += 1) {
    report(reports[turn % reports.length] ?? 'unknown');
    // A run that a report or an alarm began ends before the clock goes on; `timer` never shortens a wait.
    await phone.engine.wake('timer');
    phone.clock.advance(everySeconds * 1000);
    await phone.engine.wake('timer');
  }
  stop();
  await phone.engine.stop();
  return sends;
}

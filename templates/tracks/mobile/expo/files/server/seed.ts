/** Notes that look like an inspector's, the same at every start. */
import type { Patch, State } from '../src/domain/note';
import { MOST_OPS } from '../src/domain/protocol';
import type { Book } from './book';

const SITES = [
  'Brewery, cellar 1',
  'Brewery, cellar 2',
  'Brewery, boiler house',
  'Swimming bath, filter hall',
  'Swimming bath, chlorine store',
  'Swimming bath, sauna plant',
  'District heating, pump house',
  'District heating, shaft 4',
  'District heating, shaft 9',
  'Dairy, cold store',
  'Hospital, generator room',
  'Theatre, fly tower',
] as const;

const MACHINES: readonly (readonly [string, string, string])[] = [
  ['Circulation pump', 'bar', 'Shaft seal'],
  ['Pressure vessel', 'bar', 'Safety valve'],
  ['Compressor', 'bar', 'Oil level'],
  ['Heat exchanger', '°C', 'Gasket'],
  ['Ventilation fan', 'Hz', 'Bearing'],
  ['Dosing pump', 'ml/min', 'Suction line'],
  ['Control cabinet', 'A', 'Terminal row'],
  ['Expansion tank', 'bar', 'Membrane'],
  ['Condensate pump', 'l/h', 'Float switch'],
  ['Emergency light', 'V', 'Battery'],
];

const FINDINGS: Readonly<Record<State, readonly string[]>> = {
  ok: ['dry and quiet', 'as last month', 'cleaned, nothing found', 'reading within the mark'],
  watch: [
    'a little warm',
    'slight noise under load',
    'first traces of rust',
    'drifts since spring',
  ],
  defect: [
    'drips, tray placed below',
    'does not start by itself',
    'cover missing',
    'alarm does not sound',
  ],
};

/** A small generator (mulberry32), because the same notes must come out everywhere. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function seedNotes(count: number): { id: string; patch: Patch }[] {
  const next = chance(20);
  const pick = <T>(from: readonly T[]): T => {
    const found = from[Math.floor(next() * from.length)];
    if (found === undefined) throw new Error('nothing to choose from');
    return found;
  };
  return Array.from({ length: count }, (_, index) => {
    const [machine, unit, part] = pick(MACHINES);
    const roll = next();
    const state: State = roll < 0.72 ? 'ok' : roll < 0.92 ? 'watch' : 'defect';
    const reading = (1 + next() * 60).toFixed(1);
    return {
      id: `seed-${String(index + 1).padStart(5, '0')}`,
      patch: {
        site: SITES[index % SITES.length] ?? SITES[0],
        title: `${machine} ${1 + Math.floor(next() * 9)}`,
        body: `${reading} ${unit}. ${part}: ${pick(FINDINGS[state])}.`,
        state,
      },
    };
  });
}

/** Goes the way of every other operation, so a seeded book is an ordinary one. */
export function seedBook(book: Book, count: number): void {
  const ops = seedNotes(count).map(({ id, patch }) => ({
    id: `op-${id}`,
    noteId: id,
    base: 0,
    patch,
    resolves: [],
  }));
  for (let at = 0; at < ops.length; at += MOST_OPS) {
    book.push('office', ops.slice(at, at + MOST_OPS), '2000-01-01T08:00:00.000Z');
  }
}

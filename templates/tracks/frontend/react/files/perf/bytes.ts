/** What a visitor has to download, read from the build's own manifest: counts and bytes, which never drift. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

interface Chunk {
  readonly file: string;
  readonly src?: string;
  readonly isEntry?: boolean;
  readonly isDynamicEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}
export type Manifest = Readonly<Record<string, Chunk>>;

export interface Sizes {
  /** gzip bytes of the entry with all that it imports statically. */
  readonly entry: number;
  /** gzip bytes of all that has to arrive before the overview can run. */
  readonly landing: number;
  /** Files of the landing chain, the HTML not counted. */
  readonly requests: number;
  /** gzip bytes that each route adds to the entry. */
  readonly routes: Readonly<Record<string, number>>;
}

const SHELL = 'src/routes/pages/app.tsx';
const LANDING = 'src/routes/pages/overview.tsx';

export function readManifest(dist: string): Manifest {
  return JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Manifest;
}

/** The files that are needed before any of these chunks can run. */
export function chainOf(manifest: Manifest, names: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const files = new Set<string>();
  const visit = (name: string) => {
    const chunk = manifest[name];
    if (!chunk || seen.has(name)) return;
    seen.add(name);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const next of chunk.imports ?? []) visit(next);
  };
  names.forEach(visit);
  return files;
}

export function entryOf(manifest: Manifest): string {
  const found = Object.entries(manifest).find(([, chunk]) => chunk.isEntry);
  if (!found) throw new Error('the manifest has no entry');
  return found[0];
}

export function measureSizes(dist: string): Sizes {
  const manifest = readManifest(dist);
  const weights = new Map<string, number>();
  const weigh = (file: string) => {
    const known =
      weights.get(file) ?? gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
    weights.set(file, known);
    return known;
  };
  const total = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + weigh(file), 0);
  const entry = entryOf(manifest);
  const base = chainOf(manifest, [entry]);
  const landing = chainOf(manifest, [entry, SHELL, LANDING]);
  const routes = Object.entries(manifest)
    .filter(([name, chunk]) => chunk.isDynamicEntry && name.includes('/pages/'))
    .map(([name]) => {
      const own = [...chainOf(manifest, [name])].filter((file) => !base.has(file));
      return [name.replace(/^src\/routes\/pages\/(.+)\.tsx$/, '$1'), total(own)] as const;
    });
  return {
    entry: total(base),
    landing: total(landing),
    requests: landing.size,
    routes: Object.fromEntries(routes.toSorted(([a], [b]) => a.localeCompare(b))),
  };
}

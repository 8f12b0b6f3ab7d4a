/** Imports go one way. The engine has no React in it, and the server shares the rules and nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const LAYERS: readonly { readonly folder: string; readonly may: readonly RegExp[] }[] = [
  { folder: 'src/domain', may: [/^src\/domain\//, /^zod$/] },
  { folder: 'src/data', may: [/^src\/(data|domain)\//, /^src\/sync\/ports$/, /^zod$/] },
  { folder: 'src/sync', may: [/^src\/(sync|data|domain)\//, /^zod$/] },
  {
    folder: 'server',
    may: [/^server\//, /^src\/domain\//, /^(zod|hono|@hono\/node-server|node:)/],
  },
  {
    folder: 'src/ui',
    may: [
      /^src\/(ui|data|sync|domain)\//,
      /^src\/config$/,
      /^react($|-native$|-native-safe-area-context$)/,
    ],
  },
];

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesOf(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function importsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/(?:from|import) '([^']+)'/g)].map(([, name = '']) =>
    name.startsWith('.') ? normalize(join(dirname(path), name)).replaceAll('\\', '/') : name,
  );
}

test.each(LAYERS)('$folder imports only what it may', ({ folder, may }) => {
  const breaches = filesOf(folder).flatMap((path) =>
    importsOf(path)
      .filter((name) => !may.some((pattern) => pattern.test(name)))
      .map((name) => `${path} imports ${name}`),
  );
  expect(breaches).toEqual([]);
});

test('only the start of the app knows the adapters of a device', () => {
  const knowing = filesOf('src')
    .concat(filesOf('app'))
    .filter((path) => !path.startsWith('src/adapters/') && path !== 'src/boot.ts')
    .filter((path) => importsOf(path).some((name) => name.startsWith('src/adapters/')));
  expect(knowing).toEqual([]);
});

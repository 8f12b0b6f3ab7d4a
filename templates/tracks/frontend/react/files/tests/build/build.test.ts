/** What was built: within its budget, split as promised. `make test` builds first. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { overBudget, type Budget } from '../../perf/budget';
import { chainOf, entryOf, measureSizes, readManifest } from '../../perf/bytes';

const budget = JSON.parse(readFileSync('perf/budget.json', 'utf8')) as Budget;
const manifest = readManifest('dist');
const entry = chainOf(manifest, [entryOf(manifest)]);
const textOf = (files: Iterable<string>) =>
  [...files].map((file) => readFileSync(join('dist', file), 'utf8')).join('\n');

describe('the build', () => {
  test('is within its budget', () => {
    expect(overBudget(budget, measureSizes('dist'))).toEqual([]);
  });

  test('notices 60 kB more in the entry', () => {
    const found = measureSizes('dist');
    expect(overBudget(budget, { ...found, entry: found.entry + 60_000 })).toHaveLength(1);
  });

  test('keeps each route in a file of its own', () => {
    const routes = Object.entries(manifest).filter(
      ([name, { isDynamicEntry }]) => isDynamicEntry && name.includes('/routes/'),
    );
    expect(routes).toHaveLength(8);
    for (const [name, { file }] of routes) expect(entry, name).not.toContain(file);
  });

  test('keeps zod, the charts and the measuring of visits out of the entry', () => {
    const holds = (files: Iterable<string>, word: string) =>
      textOf([...files].filter((file) => file.endsWith('.js'))).includes(word);
    const form = chainOf(manifest, ['src/routes/new-transfer.tsx?tsr-split=component']);
    expect(holds(form, 'invalid_format'), 'zod has this word').toBe(true);
    expect(holds(entry, 'invalid_format')).toBe(false);
    expect(holds(entry, 'recharts')).toBe(false);
    const all = Object.values(manifest).map(({ file }) => file);
    expect(holds(all, 'largest-contentful-paint'), 'web-vitals has this word').toBe(true);
    expect(holds(entry, 'largest-contentful-paint')).toBe(false);
  });
});

test('the types are those of the contract', () => {
  const folder = mkdtempSync(join(tmpdir(), 'types-'));
  try {
    const fresh = join(folder, 'schema.d.ts');
    execFileSync(process.execPath, ['scripts/gen.mjs', fresh]);
    expect(readFileSync('src/api/schema.d.ts', 'utf8')).toBe(readFileSync(fresh, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('make passes on what was said, and nothing empty beside it', () => {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== 'MAKEFLAGS'),
  );
  const probe = 'include Makefile\nprobe:\n\t@env\n';
  const seen = (...said: string[]) =>
    execFileSync('make', ['-s', '-f', '-', 'probe', ...said], {
      env,
      input: probe,
      encoding: 'utf8',
    });
  // An empty API or RUNS would be taken for a wish.
  expect(seen()).not.toMatch(/^(API|RUNS|PAIRS|OUT)=$/m);
  expect(seen('API=http://127.0.0.1:8000')).toMatch(/^API=http:\/\/127.0.0.1:8000$/m);
});

test('imports go one way', async () => {
  const linter = new ESLint({ overrideConfigFile: 'eslint.config.js' });
  const restricted = async (file: string) => {
    const { rules } = (await linter.calculateConfigForFile(file)) as {
      rules: Record<string, unknown[]>;
    };
    return rules['no-restricted-imports'] ?? [];
  };
  const breaches = async (file: string, from: string) => {
    const rule = await restricted(file);
    const judge = new ESLint({
      overrideConfigFile: true,
      overrideConfig: [{ rules: { 'no-restricted-imports': rule as never } }],
    });
    const [result] = await judge.lintText(`import x from '${from}';\n`);
    return result?.errorCount;
  };
  expect(await breaches('src/domain/money.ts', '../api/client')).toBe(1);
  expect(await breaches('src/domain/money.ts', 'react')).toBe(1);
  expect(await breaches('src/ui/Field.tsx', '../api/queries')).toBe(1);
  expect(await breaches('src/api/queries.ts', '../ui/Button')).toBe(1);
  expect(await breaches('src/features/Shell.tsx', '../routes/login')).toBe(1);
  expect(await breaches('server/app.ts', '../src/api/client')).toBe(1);
  expect(await breaches('src/routes/login.tsx', '../features/auth/SignIn')).toBe(0);
  expect(await breaches('server/app.ts', '../src/domain/money')).toBe(0);
});

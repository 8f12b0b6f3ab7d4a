import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { routes } from './routes.config.ts';

// Whoever writes a local date by mistake shall see it here, at the other end of the world.
process.env.TZ = 'Pacific/Auckland';

const pagePlugins = () => [
  tanstackRouter({
    target: 'react',
    autoCodeSplitting: false,
    enableRouteGeneration: false,
    virtualRouteConfig: routes,
  }),
  react(),
];
const page = {
  environment: 'jsdom' as const,
  environmentOptions: { jsdom: { url: 'http://localhost:4010/' } },
  setupFiles: ['tests/setup/page.ts'],
};

// To catch what hangs, not what is slow: linting inside a test takes its time on a busy machine.
const TEST = { testTimeout: 90_000, unstubGlobals: true, restoreMocks: true };

export default defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: ['src/**', 'server/**', 'perf/**/*.ts'],
      // Entry points of processes are run by the end-to-end tests and by their own verbs.
      exclude: [
        'src/**/*.d.ts',
        'src/routeTree.gen.ts',
        'src/main.tsx',
        'src/styles/**',
        'server/{main,serve,process}.ts',
        'perf/{measure,ratchet,compare,lab,visit}.ts',
        'perf/watch.js',
      ],
      reporter: ['text-summary'],
      reportsDirectory: 'var/coverage',
      thresholds: { lines: 85 },
    },
    projects: [
      {
        plugins: pagePlugins(),
        test: { ...TEST, ...page, name: 'page', include: ['tests/page/**/*.test.{ts,tsx}'] },
      },
      {
        plugins: pagePlugins(),
        test: {
          ...TEST,
          ...page,
          name: 'plan',
          include: ['plan/{checks,incidents}/**/*.test.{ts,tsx}'],
        },
      },
      {
        test: {
          ...TEST,
          name: 'node',
          environment: 'node',
          include: ['tests/{domain,server,build}/**/*.test.ts'],
        },
      },
      {
        test: {
          ...TEST,
          name: 'contract',
          // Vitest has a variable of this name for itself.
          env: { CONTRACT_URL: process.env.BASE_URL ?? '' },
          environment: 'node',
          include: ['tests/contract/**/*.test.ts'],
        },
      },
    ],
  },
});

import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { routes } from './routes.config.ts';

/** In development the page learns where the API is the same way as from server/static.ts. */
const apiOrigin = (): Plugin => ({
  name: 'api-origin',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace('%API_ORIGIN%', process.env.API_ORIGIN ?? ''),
});

export default defineConfig({
  plugins: [
    tanstackRouter({
      target: 'react',
      // Its splitter breaks where a folder's name has an apostrophe; each route names its page itself.
      autoCodeSplitting: false,
      quoteStyle: 'single',
      virtualRouteConfig: routes,
    }),
    react(),
    apiOrigin(),
  ],
  server: { host: '127.0.0.1' },
  build: {
    target: 'es2022',
    manifest: true,
    // Every part is a file of its own name; inlined ones would escape the policy and the budget.
    assetsInlineLimit: 0,
    // The polyfill is an inline script, which the policy forbids, for browsers that the page does not serve.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // A browser fetches six files at a time; a dozen crumbs would cost a slow network another round trip.
        codeSplitting: {
          groups: [
            { name: 'vendor', test: /node_modules\/(react|react-dom|scheduler|@tanstack)\// },
            { name: 'parts', test: /src\/(api|domain|ui\/(?!charts))/ },
          ],
        },
      },
    },
  },
});

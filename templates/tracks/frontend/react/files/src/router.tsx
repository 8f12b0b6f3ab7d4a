import type { QueryClient } from '@tanstack/react-query';
import { createRouter, type RouterHistory } from '@tanstack/react-router';
import { RouteError } from './features/RouteError';
import { routeTree } from './routeTree.gen';

export function makeRouter(cache: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree,
    context: { cache },
    defaultErrorComponent: RouteError,
    scrollRestoration: true,
    defaultPreload: 'intent',
    // Server state lives in the query cache alone, so a preloaded route is never old.
    defaultPreloadStaleTime: 0,
    ...(history && { history }),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

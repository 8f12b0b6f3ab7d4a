/** The application: cache, router, and what happens when the session ends. */
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { RouterProvider, type RouterHistory } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { session } from './api/client';
import { makeQueryClient } from './api/query-client';
import { makeRouter } from './router';

/** However a session ends, nothing of it may be seen afterwards, and signing in again leads back. */
function watchSession(cache: QueryClient, router: ReturnType<typeof makeRouter>): () => void {
  const stopListening = session.onEnd(() => {
    void cache.cancelQueries();
    cache.clear();
    sessionStorage.removeItem('draft.transfer');
    const here = router.state.location;
    if (here.pathname === '/login') return;
    void router.navigate({
      to: '/login',
      search: { next: here.href },
      replace: true,
      ignoreBlocker: true,
    });
  });
  const onStorage = (event: StorageEvent) => {
    session.noticeStorage(event);
  };
  addEventListener('storage', onStorage);
  return () => {
    stopListening();
    removeEventListener('storage', onStorage);
  };
}

export function App({ history }: { history?: RouterHistory }) {
  const [cache] = useState(makeQueryClient);
  const [router] = useState(() => makeRouter(cache, history));
  useEffect(() => watchSession(cache, router), [cache, router]);
  return (
    <QueryClientProvider client={cache}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}

import { useRouter } from 'expo-router';
import { ListScreen } from '../src/ui/screens/ListScreen';
import { useServices } from '../src/ui/services';
import { useCallback } from 'react';

export { RouteError as ErrorBoundary } from '../src/ui/RouteError';

export default function Index() {
  const router = useRouter();
  const { newId } = useServices();
  const onOpen = useCallback(
    (id: string) => router.push({ pathname: '/note', params: { id } }),
    [router],
  );
  return (
    <ListScreen
      onOpen={onOpen}
      onNew={() => router.push({ pathname: '/note', params: { id: newId(), fresh: '1' } })}
      onQueue={() => router.push('/sync')}
      onSettings={() => router.push('/settings')}
    />
  );
}

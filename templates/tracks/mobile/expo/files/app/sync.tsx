import { useRouter } from 'expo-router';
import { useBack } from '../src/routing/useBack';
import { SyncScreen } from '../src/ui/screens/SyncScreen';

export { RouteError as ErrorBoundary } from '../src/ui/RouteError';

export default function Sync() {
  const router = useRouter();
  return (
    <SyncScreen
      onBack={useBack()}
      onEdit={(op) => router.push({ pathname: '/note', params: { id: op.noteId, mends: op.id } })}
      onConflict={(id) => router.push({ pathname: '/conflict', params: { id } })}
    />
  );
}

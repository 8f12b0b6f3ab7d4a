import { useRouter } from 'expo-router';
import { useBack } from '../src/routing/useBack';
import { SyncScreen } from '../src/ui/screens/SyncScreen';

export { RouteError as ErrorBoundary } from '../src/ui/RouteError';

export default function Sync() {
  const router = useRouter();
  return (
    <SyncScreen
      onBack={useBack()}
      onEdit={(id) => router.push({ pathname: '/note', params: { id } })}
    />
  );
}

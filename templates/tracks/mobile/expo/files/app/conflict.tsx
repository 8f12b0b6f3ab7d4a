import { useLocalSearchParams } from 'expo-router';
import { useBack } from '../src/routing/useBack';
import { ConflictScreen } from '../src/ui/screens/ConflictScreen';

export { RouteError as ErrorBoundary } from '../src/ui/RouteError';

export default function Conflict() {
  const { id } = useLocalSearchParams<{ id?: string }>();
  return <ConflictScreen id={id ?? ''} onBack={useBack()} />;
}

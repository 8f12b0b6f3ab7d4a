import { useBack } from '../src/routing/useBack';
import { SettingsScreen } from '../src/ui/screens/SettingsScreen';

export { RouteError as ErrorBoundary } from '../src/ui/RouteError';

export default function Settings() {
  return <SettingsScreen onBack={useBack()} />;
}

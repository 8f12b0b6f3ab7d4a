import { Stack, useLocalSearchParams, useRouter } from 'expo-router';
import { useState } from 'react';
import { useBack } from '../src/routing/useBack';
import { NoteScreen } from '../src/ui/screens/NoteScreen';

export { RouteError as ErrorBoundary } from '../src/ui/RouteError';

export default function Note() {
  const { id, fresh, mends } = useLocalSearchParams<{
    id?: string;
    fresh?: string;
    mends?: string;
  }>();
  const router = useRouter();
  const onBack = useBack();
  const [held, setHeld] = useState(false);
  return (
    <>
      <Stack.Screen options={{ gestureEnabled: !held }} />
      <NoteScreen
        id={id ?? ''}
        fresh={fresh === '1'}
        mends={mends}
        onBack={onBack}
        onConflict={(note) => router.push({ pathname: '/conflict', params: { id: note } })}
        onHeld={setHeld}
      />
    </>
  );
}

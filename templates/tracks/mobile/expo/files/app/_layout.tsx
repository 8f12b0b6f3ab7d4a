import { Stack } from 'expo-router';
import Head from 'expo-router/head';
import { useEffect, useState } from 'react';
import { SafeAreaProvider } from 'react-native-safe-area-context';
import { start, type Started } from '../src/boot';
import { storageErrorOf, type StorageFault } from '../src/data/errors';
import { ServicesProvider } from '../src/ui/services';
import { StorageProblem } from '../src/ui/StorageProblem';
import { useReducedMotion } from '../src/ui/useReducedMotion';

export { RouteError as ErrorBoundary } from '../src/ui/RouteError';

/** Opens the notes before any screen asks for them. */
export default function Layout() {
  const [started, setStarted] = useState<Started>();
  const [fault, setFault] = useState<StorageFault>();
  const [attempt, setAttempt] = useState(0);
  const calm = useReducedMotion();

  useEffect(() => {
    let gone = false;
    let stop: () => void = () => undefined;
    start().then(
      (now) => {
        stop = now.stop;
        if (gone) stop();
        else setStarted(now);
      },
      (thrown: unknown) => setFault(storageErrorOf(thrown).fault),
    );
    return () => {
      gone = true;
      stop();
    };
  }, [attempt]);

  if (fault !== undefined) {
    const again = () => {
      setFault(undefined);
      setAttempt(attempt + 1);
    };
    return (
      <SafeAreaProvider>
        <StorageProblem fault={fault} onAgain={again} />
      </SafeAreaProvider>
    );
  }
  if (started === undefined) return null;
  return (
    <SafeAreaProvider>
      <Head>
        <title>Rounds</title>
      </Head>
      <ServicesProvider value={started.services}>
        <Stack screenOptions={{ headerShown: false, animation: calm ? 'none' : 'default' }} />
      </ServicesProvider>
    </SafeAreaProvider>
  );
}

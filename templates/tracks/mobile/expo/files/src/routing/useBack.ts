import { useRouter } from 'expo-router';

/** Back to where one came from; a reloaded page came from nowhere, so it goes to the list. */
export function useBack(): () => void {
  const router = useRouter();
  return () => {
    if (router.canGoBack()) router.back();
    else router.replace('/');
  };
}

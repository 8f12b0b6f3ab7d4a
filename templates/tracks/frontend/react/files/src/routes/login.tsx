import { createFileRoute, redirect } from '@tanstack/react-router';
import { session } from '../api/client';
import { safeNext } from '../api/session';
import { SignIn } from '../features/auth/SignIn';
import { Page } from '../ui/Page';
import { OfflineBanner } from '../ui/States';
import { ThemeToggle } from '../ui/ThemeToggle';

export const Route = createFileRoute('/login')({
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search.next === 'string' ? { next: search.next } : {},
  beforeLoad: ({ search }) => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how the router is told
    if (session.isSignedIn()) throw redirect({ href: safeNext(search.next) });
  },
  component: Login,
});

function Login() {
  const { next } = Route.useSearch();
  return (
    <>
      <header className="top">
        <div className="frame top-row">
          <span className="brand">Payments</span>
          <div className="top-end">
            <ThemeToggle />
          </div>
        </div>
      </header>
      <OfflineBanner />
      <main id="content" className="frame narrow">
        <Page title="Sign in">
          <SignIn next={next} />
        </Page>
      </main>
    </>
  );
}

import { getRouteApi } from '@tanstack/react-router';
import { SignIn } from '../../features/auth/SignIn';
import { Page } from '../../ui/Page';
import { OfflineBanner } from '../../ui/States';
import { ThemeToggle } from '../../ui/ThemeToggle';

const route = getRouteApi('/login');

export function LoginPage() {
  const { next } = route.useSearch();
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

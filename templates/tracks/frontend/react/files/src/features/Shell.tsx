import { Link, Outlet, useRouter } from '@tanstack/react-router';
import { signOut } from '../api/client';
import { Button } from '../ui/Button';
import { Icon, type IconName } from '../ui/Icon';
import { OfflineBanner } from '../ui/States';
import { ThemeToggle } from '../ui/ThemeToggle';

const PLACES: readonly { to: '/' | '/transfers' | '/accounts'; word: string; icon: IconName }[] = [
  { to: '/', word: 'Overview', icon: 'chart' },
  { to: '/transfers', word: 'Transfers', icon: 'swap' },
  { to: '/accounts', word: 'Accounts', icon: 'wallet' },
];

export function Shell() {
  const router = useRouter();
  return (
    <>
      <a href="#content" className="skip">
        Skip to content
      </a>
      <header className="top">
        <div className="frame top-row">
          <span className="brand">Payments</span>
          <nav className="places" aria-label="Main">
            {PLACES.map(({ to, word, icon }) => (
              <Link
                key={to}
                to={to}
                className="place"
                activeOptions={{ exact: to === '/', includeSearch: false }}
              >
                <Icon name={icon} />
                {word}
              </Link>
            ))}
          </nav>
          <div className="top-end">
            <ThemeToggle />
            <Button
              look="quiet"
              onClick={() => {
                signOut();
                void router.navigate({ to: '/login', replace: true });
              }}
            >
              Sign out
            </Button>
          </div>
        </div>
      </header>
      <OfflineBanner />
      <main id="content" className="frame" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  );
}

import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import { NotFound } from '../features/NotFound';
import { Announcer } from '../ui/Announcer';
import { Page } from '../ui/Page';

export interface RouterContext {
  readonly cache: QueryClient;
}

export const Route = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: Missing,
});

function Root() {
  return (
    <Announcer>
      <Outlet />
    </Announcer>
  );
}

function Missing() {
  return (
    <main id="content" className="frame">
      <Page title="Not found">
        <NotFound what="This page" back="/" backTo="Overview" />
      </Page>
    </main>
  );
}

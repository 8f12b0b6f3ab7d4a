/**
 * When a part of the page is gone after a deployment, the router would reload by itself, and a form that is
 * half filled in would be lost. Told that it has done so already, it leaves the choice to the person: see
 * features/RouteError.tsx.
 */
export function offerReload(): void {
  addEventListener('vite:preloadError', (event) => {
    sessionStorage.setItem(`tanstack_router_reload:${event.payload.message}`, '1');
  });
}

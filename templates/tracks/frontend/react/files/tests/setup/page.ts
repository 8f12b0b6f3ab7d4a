/** A browser good enough for the page: the API's address in a meta element, the local API behind every request. */
import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { server } from '../page/network';

const meta = document.createElement('meta');
meta.name = 'api-origin';
meta.content = 'http://localhost:4020';
document.head.append(meta);

// jsdom draws nothing and has neither of these.
class NoSize implements ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
vi.stubGlobal('ResizeObserver', NoSize);
globalThis.scrollTo = () => undefined;
globalThis.matchMedia = (query) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as never;
HTMLDialogElement.prototype.showModal = function show(this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement) {
  this.open = false;
  this.dispatchEvent(new Event('close'));
};

// Long enough for a busy machine, which imports the chart library for seconds; nothing here measures time.
configure({
  asyncUtilTimeout: 15_000,
  getElementError: (message) => new Error(message ?? 'not found'),
});

beforeAll(() => {
  server.listen({ onUnhandledRequest: 'error' });
});
afterEach(async () => {
  cleanup();
  const { session } = await import('../../src/api/client');
  session.end();
  sessionStorage.clear();
  localStorage.clear();
  server.resetHandlers();
});
afterAll(() => {
  server.close();
});

// Runs in the page before anything of it, as plain script: what the browser says about this visit.
(() => {
  const found = { lcp: 0, element: '', cls: 0, tbt: 0 };
  const on = (type, run) => {
    new PerformanceObserver((list) => list.getEntries().forEach(run)).observe({
      type,
      buffered: true,
    });
  };
  on('largest-contentful-paint', (entry) => {
    found.lcp = entry.startTime;
    const region = entry.element?.closest('[aria-label]')?.getAttribute('aria-label') ?? 'the page';
    found.element = `${entry.element?.className || entry.element?.tagName || 'gone'} of ${region}`;
  });
  on('layout-shift', (entry) => {
    if (!entry.hadRecentInput) found.cls += entry.value;
  });
  on('longtask', (entry) => {
    found.tbt += Math.max(0, entry.duration - 50);
  });
  window.found = found;
})();

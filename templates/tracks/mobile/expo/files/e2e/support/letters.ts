/** Letters of twice the size, as a phone's setting makes them, and what does not fit any more. */
import type { Page } from '@playwright/test';

export async function doubleLetters(page: Page): Promise<void> {
  await page.evaluate(() => {
    const fresh = document.querySelectorAll<HTMLElement>('body *:not([data-doubled])');
    const all = [...fresh].map((one) => {
      const { fontSize, lineHeight } = getComputedStyle(one);
      return { one, size: parseFloat(fontSize), line: parseFloat(lineHeight) };
    });
    // Read all before the first is changed: a child's size may come from its parent.
    for (const { one, size, line } of all) {
      one.dataset.doubled = '';
      one.style.fontSize = `${2 * size}px`;
      if (!Number.isNaN(line)) one.style.lineHeight = `${2 * line}px`;
    }
  });
}

/** Texts and controls that leave the page or their own box. */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const named = (one: Element) =>
      (one.getAttribute('aria-label') ?? one.textContent).slice(0, 40);
    return [...document.querySelectorAll('[dir=auto], [role], input, textarea')]
      .filter((one) => one.checkVisibility({ opacityProperty: true }))
      .filter((one) => {
        const { left, right } = one.getBoundingClientRect();
        const hidden = getComputedStyle(one).overflowX === 'hidden';
        return left < 0 || right > innerWidth + 1 || (hidden && one.scrollWidth > one.clientWidth);
      })
      .map(named);
  });
}

/** Where the keyboard goes on when what it was on has gone: the heading of the screen. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
}

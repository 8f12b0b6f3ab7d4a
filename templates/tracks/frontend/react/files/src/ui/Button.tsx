import type { ComponentProps } from 'react';

interface Props extends ComponentProps<'button'> {
  readonly look?: 'primary' | 'plain' | 'danger' | 'quiet';
  /** Work is under way. The button stays focusable, so that the keyboard's place is not lost. */
  readonly busy?: boolean;
}

export function Button({
  look = 'plain',
  busy = false,
  type = 'button',
  onClick,
  children,
  ...rest
}: Props) {
  return (
    <button
      {...rest}
      type={type}
      className={`button ${look}`}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {children}
      {busy && <span className="busy">…</span>}
    </button>
  );
}

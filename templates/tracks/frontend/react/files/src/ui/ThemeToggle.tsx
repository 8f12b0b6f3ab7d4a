import { useState } from 'react';
import { Icon } from './Icon';

type Theme = 'light' | 'dark';

function current(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Follows the system until somebody chooses; index.html applies the choice before the first paint. */
export function ThemeToggle() {
  const [theme, setTheme] = useState(current);
  const next: Theme = theme === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      className="button quiet"
      onClick={() => {
        document.documentElement.dataset.theme = next;
        localStorage.setItem('theme', next);
        setTheme(next);
      }}
    >
      <Icon name="sun" />
      <span className="theme-word" aria-hidden="true">
        {next === 'dark' ? 'Dark' : 'Light'}
      </span>
      <span className="hidden">{`Switch to the ${next} theme`}</span>
    </button>
  );
}

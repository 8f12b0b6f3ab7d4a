const PATHS = {
  check: 'M4 10.5l4 4 8-9',
  alert: 'M10 3l8 14H2zM10 8v4M10 14.5v.5',
  clock: 'M10 2.5a7.5 7.5 0 100 15 7.5 7.5 0 000-15M10 6v4.5l3 2',
  undo: 'M7 5L3 9l4 4M3 9h9a5 5 0 010 10h-2',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 016 0V9',
  open: 'M5 9h10v8H5zM7 9V6.5a3 3 0 015.6-1.5',
  cross: 'M5 5l10 10M15 5L5 15',
  chart: 'M3 17V9M8 17V4M13 17v-6M18 17V7',
  swap: 'M3 7h13l-3-3M17 13H4l3 3',
  wallet: 'M3 6h14v11H3zM3 6l10-3v3M13 11.5h4',
  plus: 'M10 4v12M4 10h12',
  up: 'M5 12l5-5 5 5',
  down: 'M5 8l5 5 5-5',
  sun: 'M10 6a4 4 0 100 8 4 4 0 000-8M10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6L16 16M4 16l1.4-1.4M14.6 5.4L16 4',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration beside a word, never instead of one. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** Grey bars of the size of what will be there, so that nothing jumps when it arrives. */
export function Skeleton({ rows = 1, tall = false }: { rows?: number; tall?: boolean }) {
  return (
    <div className={`skeleton ${tall ? 'tall' : ''}`} aria-hidden="true">
      {Array.from({ length: rows }, (_, n) => (
        <div key={n} className="bar" />
      ))}
    </div>
  );
}

/** Says to screen readers what the bars say to the eye. */
export function Loading({ what, rows, tall }: { what: string; rows?: number; tall?: boolean }) {
  return (
    <div role="group" aria-busy="true" aria-label={`Loading ${what}`}>
      <Skeleton {...(rows !== undefined && { rows })} {...(tall !== undefined && { tall })} />
    </div>
  );
}

/** What happened, said once, visibly and to screen readers. */
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import { Icon } from './Icon';

export type Tone = 'good' | 'bad';
interface Notice {
  readonly text: string;
  readonly tone: Tone;
}
type Announce = (text: string, tone?: Tone) => void;

const AnnounceContext = createContext<Announce>(() => undefined);

/**
 * The box is a live region and is there before any text is: a region that is inserted together with its
 * text is not announced.
 */
export function Announcer({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState<Notice>();
  const announce = useCallback<Announce>((text, tone = 'good') => {
    setNotice({ text, tone });
  }, []);
  const dismiss = () => {
    setNotice(undefined);
  };
  const box = useMemo(() => notice, [notice]);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="notices">
        <div role="status" className={`notice ${box?.tone ?? ''}`}>
          {box && (
            <>
              <Icon name={box.tone === 'good' ? 'check' : 'alert'} />
              <span>{box.text}</span>
            </>
          )}
        </div>
        {box && (
          <button type="button" className="button quiet" onClick={dismiss}>
            Dismiss
          </button>
        )}
      </div>
    </AnnounceContext>
  );
}

// eslint-disable-next-line react-refresh/only-export-components -- the hook belongs to its context
export function useAnnounce(): Announce {
  return use(AnnounceContext);
}

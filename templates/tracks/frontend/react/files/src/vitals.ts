/** Sends what a visit felt like, after the page is idle, so that measuring costs nobody anything. */
import { whenIdle } from './idle';

export function reportVitals(): void {
  if (import.meta.env.DEV) return;
  whenIdle(() => {
    void import('web-vitals').then(({ onCLS, onINP, onLCP, onFCP }) => {
      const send = ({ name, value }: { name: string; value: number }) => {
        const body = JSON.stringify({
          name,
          value: Math.round(value * 1000) / 1000,
          path: location.pathname,
        });
        navigator.sendBeacon('/vitals', body);
      };
      for (const on of [onCLS, onINP, onLCP, onFCP]) on(send);
    });
  });
}

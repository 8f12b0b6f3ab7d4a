/** Whether this person has asked the device for less motion. */
import { useEffect, useState } from 'react';
import { AccessibilityInfo } from 'react-native';

export function useReducedMotion(): boolean {
  // Until the device has answered nothing moves.
  const [reduced, setReduced] = useState(true);
  useEffect(() => {
    let gone = false;
    void AccessibilityInfo.isReduceMotionEnabled().then((asked) => {
      if (!gone) setReduced(asked);
    });
    const subscription = AccessibilityInfo.addEventListener('reduceMotionChanged', setReduced);
    return () => {
      gone = true;
      subscription.remove();
    };
  }, []);
  return reduced;
}

/** How the exchange stands, in every list's header; pressing it opens the queue. */
import { useEffect, useState } from 'react';
import { AccessibilityInfo, Platform, Pressable, StyleSheet, Text, View } from 'react-native';
import { useServices } from './services';
import { RADIUS, SPACE, TARGET, useTheme } from './theme';
import { useStanding, type Tone } from './useSync';

const SHAPES: Readonly<Record<Tone, string>> = { good: '✓', waiting: '◔', 'needs-you': '!' };
const QUIET_MS = 5_000;

export function SyncPill({ onPress }: { readonly onPress: () => void }) {
  const theme = useTheme();
  const { words } = useServices();
  const { tone, label } = useStanding();
  const said = useCalm(label);
  const colour = { good: theme.ok, waiting: theme.watch, 'needs-you': theme.defect }[tone];
  return (
    <View>
      <Pressable
        role="button"
        aria-label={`${label}. ${words.pill.open}`}
        onPress={onPress}
        style={[styles.pill, { borderColor: colour, backgroundColor: theme.card }]}
      >
        <Text style={[styles.text, { color: colour }]}>
          {SHAPES[tone]} {label}
        </Text>
      </Pressable>
      {/* Beside the button: what is inside of one is part of its name, and not announced. */}
      <Text aria-live="polite" role="status" style={styles.unseen}>
        {said}
      </Text>
    </View>
  );
}

/** The same text, but changing at most once in five seconds: a screen reader must not talk without end. */
function useCalm(text: string): string {
  const [said, setSaid] = useState(text);
  useEffect(() => {
    if (text === said) return undefined;
    const timer = setTimeout(() => {
      setSaid(text);
      // The only one of the three that knows no live regions.
      if (Platform.OS === 'ios') AccessibilityInfo.announceForAccessibility(text);
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [text, said]);
  return said;
}

const styles = StyleSheet.create({
  pill: {
    minHeight: TARGET,
    borderWidth: 1,
    borderRadius: RADIUS,
    paddingHorizontal: SPACE.m,
    justifyContent: 'center',
  },
  text: { fontSize: 15, fontWeight: '700' },
  unseen: { position: 'absolute', width: 1, height: 1, overflow: 'hidden', opacity: 0 },
});

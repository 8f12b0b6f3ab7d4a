/** The notes cannot be opened: the reason, and one thing to do. */
import { Pressable, StyleSheet, Text, View } from 'react-native';
import type { StorageFault } from '../data/errors';
import { en } from './text/en';
import { RADIUS, SPACE, TARGET, useTheme } from './theme';

interface StorageProblemProps {
  readonly fault: StorageFault;
  readonly onAgain: () => void;
}

export function StorageProblem({ fault, onAgain }: StorageProblemProps) {
  const theme = useTheme();
  const { heading, hint, action } = en.storage;
  return (
    <View role="main" style={[styles.screen, { backgroundColor: theme.ground }]}>
      <Text role="heading" aria-level={1} style={[styles.heading, { color: theme.text }]}>
        {heading[fault]}
      </Text>
      <Text style={[styles.hint, { color: theme.quiet }]}>{hint[fault]}</Text>
      <Pressable
        role="button"
        onPress={onAgain}
        style={[styles.button, { backgroundColor: theme.accent }]}
      >
        <Text style={[styles.label, { color: theme.onAccent }]}>{action[fault]}</Text>
      </Pressable>
    </View>
  );
}

const styles = StyleSheet.create({
  screen: { flex: 1, padding: SPACE.xl, gap: SPACE.l, justifyContent: 'center' },
  heading: { fontSize: 22, fontWeight: '700' },
  hint: { fontSize: 17, lineHeight: 24 },
  button: {
    minHeight: TARGET,
    borderRadius: RADIUS,
    paddingHorizontal: SPACE.l,
    alignItems: 'center',
    justifyContent: 'center',
    alignSelf: 'flex-start',
  },
  label: { fontSize: 16, fontWeight: '600' },
});

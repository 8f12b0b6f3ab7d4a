/** A screen that broke: the queue goes on, and what can be copied holds no word of a note. */
import { Pressable, StyleSheet, Text, View } from 'react-native';
import { en } from './text/en';
import { RADIUS, SPACE, TARGET, useTheme } from './theme';

interface RouteErrorProps {
  readonly error: Error;
  readonly retry: () => Promise<void>;
}

export function RouteError({ error, retry }: RouteErrorProps) {
  const theme = useTheme();
  return (
    <View role="main" style={[styles.screen, { backgroundColor: theme.ground }]}>
      <Text role="heading" aria-level={1} style={[styles.heading, { color: theme.text }]}>
        {en.broken.heading}
      </Text>
      <Text style={[styles.text, { color: theme.quiet }]}>{en.broken.hint}</Text>
      {/* Selectable, so it can be copied on every platform without one more permission. */}
      <Text selectable aria-label={en.broken.details} style={[styles.text, { color: theme.text }]}>
        {detailsOf(error)}
      </Text>
      <Pressable
        role="button"
        onPress={() => void retry()}
        style={[styles.button, { backgroundColor: theme.accent }]}
      >
        <Text style={[styles.label, { color: theme.onAccent }]}>{en.broken.again}</Text>
      </Pressable>
    </View>
  );
}

/** The kind of fault and where it happened; never the message, which may quote what somebody wrote. */
export function detailsOf(error: Error): string {
  const stack = (error.stack ?? '').replace(error.message, '');
  const frames = stack.split('\n').filter((line) => /^(\s+at .+|\S*@\S+:\d+:\d+)$/.test(line));
  return [error.name, ...frames.slice(0, 5).map((line) => line.trim())].join('\n');
}

const styles = StyleSheet.create({
  screen: { flex: 1, padding: SPACE.xl, gap: SPACE.l, justifyContent: 'center' },
  heading: { fontSize: 22, fontWeight: '700' },
  text: { fontSize: 16, lineHeight: 23 },
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

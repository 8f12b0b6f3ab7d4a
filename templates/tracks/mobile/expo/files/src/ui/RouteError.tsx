/** A screen that broke: the queue goes on, and what can be copied holds no word of a note. */
import { useState } from 'react';
import { Pressable, StyleSheet, Text, View } from 'react-native';
import { copy } from './copy';
import { en } from './text/en';
import { RADIUS, SPACE, TARGET, useTheme } from './theme';

interface RouteErrorProps {
  readonly error: Error;
  readonly retry: () => Promise<void>;
}

export function RouteError({ error, retry }: RouteErrorProps) {
  const theme = useTheme();
  const [copied, setCopied] = useState(false);
  const details = detailsOf(error);
  // Where a device refuses, the text can still be selected.
  const onCopy = () => void copy(details).then(setCopied, () => undefined);
  return (
    <View role="main" style={[styles.screen, { backgroundColor: theme.ground }]}>
      <Text role="heading" aria-level={1} style={[styles.heading, { color: theme.text }]}>
        {en.broken.heading}
      </Text>
      <Text style={[styles.text, { color: theme.quiet }]}>{en.broken.hint}</Text>
      <Text selectable style={[styles.text, { color: theme.text }]}>
        {details}
      </Text>
      <View style={styles.buttons}>
        <Pressable
          role="button"
          onPress={() => void retry()}
          style={[styles.button, { backgroundColor: theme.accent, borderColor: theme.accent }]}
        >
          <Text style={[styles.label, { color: theme.onAccent }]}>{en.broken.again}</Text>
        </Pressable>
        <Pressable
          role="button"
          onPress={onCopy}
          style={[styles.button, { borderColor: theme.accent }]}
        >
          <Text style={[styles.label, { color: theme.accent }]}>
            {copied ? en.broken.copied : en.broken.details}
          </Text>
        </Pressable>
      </View>
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
  buttons: { flexDirection: 'row', flexWrap: 'wrap', gap: SPACE.m },
  button: {
    minHeight: TARGET,
    borderWidth: 1,
    borderRadius: RADIUS,
    paddingHorizontal: SPACE.l,
    alignItems: 'center',
    justifyContent: 'center',
  },
  label: { fontSize: 16, fontWeight: '600' },
});

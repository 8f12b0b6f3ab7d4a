/** One note in the list. */
import { memo } from 'react';
import { Pressable, StyleSheet, Text, View } from 'react-native';
import type { Listed } from '../data/notes';
import { useServices } from './services';
import { StatePill } from './StatePill';
import { SPACE, TARGET, useTheme } from './theme';

interface NoteRowProps {
  readonly note: Listed;
  readonly onOpen: (id: string) => void;
}

/** Rows that did not change are not drawn again; the texts decide, because every read makes new objects. */
export const NoteRow = memo(
  function NoteRow({ note, onOpen }: NoteRowProps) {
    const theme = useTheme();
    const { words } = useServices();
    const marks = [
      note.waiting ? `↑ ${words.list.waiting}` : '',
      note.losers.length > 0 ? `⚠ ${words.list.conflict}` : '',
    ].filter(Boolean);
    return (
      <Pressable
        role="link"
        aria-label={[note.title, note.site, words.states[note.state], ...marks].join(', ')}
        onPress={() => onOpen(note.id)}
        style={({ pressed }) => [
          styles.row,
          { borderColor: theme.line },
          pressed && styles.pressed,
        ]}
      >
        <View style={styles.words}>
          <Text style={[styles.title, { color: theme.text }]}>{note.title}</Text>
          <Text style={[styles.site, { color: theme.quiet }]}>{note.site}</Text>
          {marks.length > 0 && (
            <Text style={[styles.site, { color: theme.watch }]}>{marks.join('   ')}</Text>
          )}
        </View>
        <StatePill state={note.state} />
      </Pressable>
    );
  },
  (before, after) =>
    before.onOpen === after.onOpen && JSON.stringify(before.note) === JSON.stringify(after.note),
);

const styles = StyleSheet.create({
  row: {
    minHeight: TARGET,
    flexDirection: 'row',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: SPACE.m,
    paddingHorizontal: SPACE.l,
    paddingVertical: SPACE.m,
    borderBottomWidth: StyleSheet.hairlineWidth,
  },
  pressed: { opacity: 0.7 },
  // Under large letters the pill goes below instead of squeezing the words.
  words: { flex: 1, flexBasis: 200, gap: 2 },
  title: { fontSize: 17, fontWeight: '600' },
  site: { fontSize: 15 },
});

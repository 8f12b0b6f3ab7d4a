/** The state of a machine by shape and word; the colour only helps. */
import { StyleSheet, Text, View } from 'react-native';
import type { State } from '../domain/note';
import { useServices } from './services';
import { useTheme } from './theme';

export const SHAPES: Readonly<Record<State, string>> = { ok: '●', watch: '▲', defect: '■' };

export function StatePill({ state }: { readonly state: State }) {
  const theme = useTheme();
  const { words } = useServices();
  return (
    <View style={[styles.pill, { borderColor: theme[state] }]}>
      <Text style={[styles.text, { color: theme[state] }]}>
        {SHAPES[state]} {words.states[state]}
      </Text>
    </View>
  );
}

const styles = StyleSheet.create({
  pill: { borderWidth: 1, borderRadius: 999, paddingHorizontal: 10, paddingVertical: 3 },
  text: { fontSize: 14, fontWeight: '700' },
});

/** One of several things to choose from; the chosen one has a mark, not only a colour. */
import { Pressable, StyleSheet, Text } from 'react-native';
import { RADIUS, SPACE, TARGET, useTheme } from './theme';

interface ChoiceProps {
  readonly role: 'radio' | 'button';
  readonly label: string;
  /** Stands before the label, for eyes only. */
  readonly sign?: string | undefined;
  readonly chosen: boolean;
  readonly onPress: () => void;
}

export function Choice({ role, label, sign, chosen, onPress }: ChoiceProps) {
  const theme = useTheme();
  const state = role === 'radio' ? { 'aria-checked': chosen } : { 'aria-pressed': chosen };
  return (
    <Pressable
      role={role}
      aria-label={label}
      {...state}
      onPress={onPress}
      style={[
        styles.choice,
        { borderColor: chosen ? theme.accent : theme.line, backgroundColor: theme.card },
        chosen && styles.chosen,
      ]}
    >
      <Text style={[styles.choiceText, { color: theme.text }]}>
        {[chosen && '✓', sign, label].filter(Boolean).join(' ')}
      </Text>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  choice: {
    minHeight: TARGET,
    justifyContent: 'center',
    borderWidth: 1,
    borderRadius: RADIUS,
    paddingHorizontal: SPACE.m,
  },
  chosen: { borderWidth: 2 },
  choiceText: { fontSize: 16 },
});

/** A labelled text field with its fault beside it. */
import { forwardRef, type ReactNode } from 'react';
import { StyleSheet, Text, TextInput, View } from 'react-native';
import { RADIUS, SPACE, TARGET, useTheme } from './theme';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly fault?: string | undefined;
  readonly multiline?: boolean;
  readonly secret?: boolean;
  readonly onChange: (text: string) => void;
}

export const Field = forwardRef<TextInput, FieldProps>(function Field(
  { label, value, fault, multiline = false, secret = false, onChange },
  ref,
) {
  const theme = useTheme();
  const colour = fault === undefined ? theme.line : theme.defect;
  return (
    <View style={styles.field}>
      <Label>{label}</Label>
      <TextInput
        ref={ref}
        accessibilityLabel={label}
        accessibilityHint={fault ?? ''}
        value={value}
        multiline={multiline}
        secureTextEntry={secret}
        autoCapitalize={secret ? 'none' : 'sentences'}
        onChangeText={onChange}
        style={[
          styles.input,
          multiline && styles.tall,
          { color: theme.text, backgroundColor: theme.card, borderColor: colour },
        ]}
      />
      {fault !== undefined && (
        <Text role="alert" style={[styles.fault, { color: theme.defect }]}>
          {fault}
        </Text>
      )}
    </View>
  );
});

export function Label({ children }: { readonly children: ReactNode }) {
  const theme = useTheme();
  return <Text style={[styles.label, { color: theme.quiet }]}>{children}</Text>;
}

const styles = StyleSheet.create({
  field: { gap: SPACE.s },
  label: { fontSize: 14, fontWeight: '600' },
  input: {
    minHeight: TARGET,
    borderWidth: 1,
    borderRadius: RADIUS,
    paddingHorizontal: SPACE.m,
    paddingVertical: SPACE.s,
    fontSize: 17,
  },
  tall: { minHeight: 140, textAlignVertical: 'top' },
  fault: { fontSize: 15 },
});

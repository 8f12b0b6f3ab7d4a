/** The few parts that all screens are made of. */
import type { ReactNode } from 'react';
import { Pressable, ScrollView, StyleSheet, Text, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { useServices } from './services';
import { RADIUS, SPACE, TARGET, useTheme, WIDEST } from './theme';

interface ScreenProps {
  readonly heading: string;
  readonly onBack?: (() => void) | undefined;
  readonly trailing?: ReactNode;
  /** A list scrolls by itself. */
  readonly scrolls?: boolean;
  readonly children: ReactNode;
}

export function Screen({ heading, onBack, trailing, scrolls = true, children }: ScreenProps) {
  const theme = useTheme();
  const insets = useSafeAreaInsets();
  const { words } = useServices();
  return (
    <View
      role="main"
      style={[styles.screen, { backgroundColor: theme.ground, paddingTop: insets.top }]}
    >
      <View style={styles.header}>
        {onBack && <Button label={words.back} kind="bare" sign="‹" onPress={onBack} />}
        <Text role="heading" aria-level={1} style={[styles.heading, { color: theme.text }]}>
          {heading}
        </Text>
        {trailing}
      </View>
      {scrolls ? (
        <ScrollView contentContainerStyle={styles.content} keyboardShouldPersistTaps="handled">
          {children}
        </ScrollView>
      ) : (
        <View style={styles.list}>{children}</View>
      )}
    </View>
  );
}

interface ButtonProps {
  readonly label: string;
  readonly kind?: 'strong' | 'plain' | 'danger' | 'bare';
  /** Stands before the label, for eyes only. */
  readonly sign?: string;
  readonly onPress: () => void;
}

export function Button({ label, kind = 'strong', sign, onPress }: ButtonProps) {
  const theme = useTheme();
  const strong = kind === 'strong';
  const colour = kind === 'danger' ? theme.defect : strong ? theme.onAccent : theme.accent;
  return (
    <Pressable
      role="button"
      aria-label={label}
      onPress={onPress}
      style={({ pressed }) => [
        styles.button,
        strong && { backgroundColor: theme.accent },
        kind === 'bare' && styles.bare,
        !strong && kind !== 'bare' && { borderColor: colour, borderWidth: 1 },
        pressed && styles.pressed,
      ]}
    >
      <Text style={[styles.buttonText, { color: colour }]}>
        {sign === undefined ? label : `${sign} ${label}`}
      </Text>
    </Pressable>
  );
}

export function Card({ children }: { readonly children: ReactNode }) {
  const theme = useTheme();
  return (
    <View style={[styles.card, { backgroundColor: theme.card, borderColor: theme.line }]}>
      {children}
    </View>
  );
}

interface BodyProps {
  readonly children: ReactNode;
  readonly quiet?: boolean;
  readonly strong?: boolean;
}

export function Body({ children, quiet = false, strong = false }: BodyProps) {
  const theme = useTheme();
  const colour = quiet ? theme.quiet : theme.text;
  return <Text style={[styles.body, strong && styles.strong, { color: colour }]}>{children}</Text>;
}

/** Something that a person has to know now; it stays until it is no longer so. */
export function Banner({
  text,
  children,
}: {
  readonly text: string;
  readonly children?: ReactNode;
}) {
  const theme = useTheme();
  return (
    <View style={[styles.card, { backgroundColor: theme.card, borderColor: theme.defect }]}>
      <Text role="alert" style={[styles.body, { color: theme.defect }]}>
        {text}
      </Text>
      {children}
    </View>
  );
}

const styles = StyleSheet.create({
  screen: { flex: 1 },
  header: {
    flexDirection: 'row',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: SPACE.s,
    paddingHorizontal: SPACE.l,
    paddingVertical: SPACE.s,
    width: '100%',
    maxWidth: WIDEST,
    alignSelf: 'center',
  },
  heading: { fontSize: 22, fontWeight: '700', flexGrow: 1 },
  content: {
    padding: SPACE.l,
    gap: SPACE.l,
    width: '100%',
    maxWidth: WIDEST,
    alignSelf: 'center',
  },
  list: { flex: 1, width: '100%', maxWidth: WIDEST, alignSelf: 'center' },
  button: {
    minHeight: TARGET,
    minWidth: TARGET,
    borderRadius: RADIUS,
    paddingHorizontal: SPACE.l,
    alignItems: 'center',
    justifyContent: 'center',
  },
  bare: { paddingHorizontal: SPACE.s, marginLeft: -SPACE.s },
  pressed: { opacity: 0.7 },
  buttonText: { fontSize: 16, fontWeight: '600' },
  card: { borderWidth: 1, borderRadius: RADIUS, padding: SPACE.l, gap: SPACE.m },
  body: { fontSize: 16, lineHeight: 23 },
  strong: { fontWeight: '600' },
});

/** One note: everything typed is on this device before the screen says so. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { BackHandler, StyleSheet, Text, View, type TextInput } from 'react-native';
import { sitesOf } from '../../data/notes';
import { STATES, type State } from '../../domain/note';
import { Choice } from '../Choice';
import { Field, Label } from '../Field';
import { Banner, Body, Button, Screen } from '../Parts';
import { useServices } from '../services';
import { SHAPES } from '../StatePill';
import { SPACE, useTheme } from '../theme';
import { useLive } from '../useLive';
import { useNoteForm, type FormOf, type Saving } from '../useNoteForm';

interface NoteScreenProps extends FormOf {
  readonly onBack: () => void;
  readonly onConflict: (id: string) => void;
  /** Told when something on the screen is not saved, and when that is over: a swipe must not drop it. */
  readonly onHeld?: (held: boolean) => void;
}

export function NoteScreen({ onBack, onConflict, onHeld, ...of }: NoteScreenProps) {
  const { id, fresh } = of;
  const { words } = useServices();
  const form = useNoteForm(of);
  const { fields, faults, note, saving, change } = form;
  const heading = fresh && note === undefined ? words.note.fresh : words.note.heading;
  const touched = saving !== 'untouched';
  const site = useRef<TextInput>(null);
  const title = useRef<TextInput>(null);
  const body = useRef<TextInput>(null);
  const [leaving, setLeaving] = useState(false);
  const held = saving === 'not-yet' || saving === 'full' || saving === 'failed';

  /** What cannot be saved is not dropped in silence: first it is shown, and the first fault gets the focus. */
  const leave = () => {
    if (!held) {
      onBack();
      return;
    }
    setLeaving(true);
    const inputs = [
      { fault: faults.site, input: site },
      { fault: faults.title, input: title },
      { fault: faults.body, input: body },
    ];
    inputs.find(({ fault }) => fault !== undefined)?.input.current?.focus();
  };

  // A phone's own back button asks as well. It is the newest listener that decides, so the screen's comes first.
  useEffect(() => {
    if (!held) return undefined;
    const button = BackHandler.addEventListener('hardwareBackPress', () => {
      leave();
      return true;
    });
    return () => button.remove();
  });
  useEffect(() => onHeld?.(held), [held, onHeld]);

  const remove = useCallback(() => {
    change({ deleted: true });
    onBack();
  }, [change, onBack]);

  if (form.kind !== 'there') {
    return (
      <Screen heading={words.note.heading} onBack={onBack}>
        <Body>{form.kind === 'loading' ? words.list.loading : words.note.missing}</Body>
      </Screen>
    );
  }
  return (
    <Screen heading={heading} onBack={leave} trailing={<SavingLine saving={saving} />}>
      {leaving && held && (
        <Banner text={words.note.leaving}>
          <Button label={words.note.leave} kind="danger" onPress={onBack} />
        </Banner>
      )}
      {note !== undefined && note.losers.length > 0 && (
        <Banner text={words.note.conflict}>
          <Button label={words.conflict.heading} onPress={() => onConflict(id)} />
        </Banner>
      )}
      {(saving === 'full' || saving === 'failed') && <Banner text={words.note[saving]} />}
      <Field
        ref={site}
        label={words.fields.site}
        value={fields.site}
        fault={touched ? faults.site : undefined}
        onChange={(text) => change({ site: text })}
      />
      {fresh && <Sites typed={fields.site} onChoose={(known) => change({ site: known })} />}
      <Field
        ref={title}
        label={words.fields.title}
        value={fields.title}
        fault={touched ? faults.title : undefined}
        onChange={(text) => change({ title: text })}
      />
      <StateChoice state={fields.state} onChoose={(state) => change({ state })} />
      <Field
        ref={body}
        label={words.fields.body}
        value={fields.body}
        fault={faults.body}
        multiline
        onChange={(text) => change({ body: text })}
      />
      {note !== undefined && <Button kind="danger" label={words.note.remove} onPress={remove} />}
    </Screen>
  );
}

function SavingLine({ saving }: { readonly saving: Saving }) {
  const { words } = useServices();
  const theme = useTheme();
  const text = {
    untouched: '',
    'not-yet': words.note.notYet,
    saving: words.note.saving,
    saved: words.note.saved,
    full: '',
    failed: '',
  }[saving];
  return (
    <Text role="status" aria-live="polite" style={[styles.saving, { color: theme.quiet }]}>
      {text}
    </Text>
  );
}

interface StateChoiceProps {
  readonly state: State;
  readonly onChoose: (state: State) => void;
}

function StateChoice({ state, onChoose }: StateChoiceProps) {
  const { words } = useServices();
  return (
    <View style={styles.group}>
      <Label>{words.fields.state}</Label>
      <View role="radiogroup" aria-label={words.fields.state} style={styles.choices}>
        {STATES.map((one) => (
          <Choice
            key={one}
            role="radio"
            label={words.states[one]}
            sign={SHAPES[one]}
            chosen={one === state}
            onPress={() => onChoose(one)}
          />
        ))}
      </View>
    </View>
  );
}

interface SitesProps {
  readonly typed: string;
  readonly onChoose: (site: string) => void;
}

/** The sites known here that hold what was typed, so that a gloved finger need not type one to its end. */
function Sites({ typed, onChoose }: SitesProps) {
  const live = useLive(sitesOf);
  const sites = live.kind === 'there' ? live.value : [];
  const words = typed.trim().toLowerCase();
  const offered = sites.includes(typed)
    ? []
    : sites.filter((site) => site.toLowerCase().includes(words));
  if (offered.length === 0) return null;
  return (
    <View style={styles.choices}>
      {offered.map((site) => (
        <Choice
          key={site}
          role="button"
          label={site}
          chosen={false}
          onPress={() => onChoose(site)}
        />
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  saving: { fontSize: 15 },
  group: { gap: SPACE.s },
  choices: { flexDirection: 'row', flexWrap: 'wrap', gap: SPACE.s },
});

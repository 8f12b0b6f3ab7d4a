/** One note: everything typed is on this device before the screen says so. */
import { useCallback } from 'react';
import { StyleSheet, Text, View } from 'react-native';
import { sitesOf } from '../../data/notes';
import { STATES, type State } from '../../domain/note';
import { Choice } from '../Choice';
import { Field } from '../Field';
import { Banner, Body, Button, Screen } from '../Parts';
import { useServices } from '../services';
import { SPACE, useTheme } from '../theme';
import { useLive } from '../useLive';
import { useNoteForm, type Saving } from '../useNoteForm';

interface NoteScreenProps {
  readonly id: string;
  readonly fresh: boolean;
  readonly onBack: () => void;
  readonly onConflict: (id: string) => void;
}

export function NoteScreen({ id, fresh, onBack, onConflict }: NoteScreenProps) {
  const { words } = useServices();
  const form = useNoteForm(id, fresh);
  const { fields, faults, note, saving, change } = form;
  const heading = fresh && note === undefined ? words.note.fresh : words.note.heading;
  const isNew = fresh && note === undefined;
  const touched = saving !== 'untouched';

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
    <Screen heading={heading} onBack={onBack} trailing={<SavingLine saving={saving} />}>
      {note !== undefined && note.losers.length > 0 && (
        <Banner text={words.note.conflict}>
          <Button label={words.conflict.heading} onPress={() => onConflict(id)} />
        </Banner>
      )}
      {(saving === 'full' || saving === 'failed') && <Banner text={words.note[saving]} />}
      <Field
        label={words.fields.site}
        value={fields.site}
        fault={touched ? faults.site : undefined}
        onChange={(site) => change({ site })}
      />
      {isNew && <Sites chosen={fields.site} onChoose={(site) => change({ site })} />}
      <Field
        label={words.fields.title}
        value={fields.title}
        fault={touched ? faults.title : undefined}
        onChange={(title) => change({ title })}
      />
      <StateChoice state={fields.state} onChoose={(state) => change({ state })} />
      <Field
        label={words.fields.body}
        value={fields.body}
        fault={faults.body}
        multiline
        onChange={(body) => change({ body })}
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
    <View role="radiogroup" aria-label={words.fields.state} style={styles.choices}>
      {STATES.map((one) => (
        <Choice
          key={one}
          role="radio"
          label={words.states[one]}
          chosen={one === state}
          onPress={() => onChoose(one)}
        />
      ))}
    </View>
  );
}

interface SitesProps {
  readonly chosen: string;
  readonly onChoose: (site: string) => void;
}

/** The sites known here, so that a gloved finger need not type one. */
function Sites({ chosen, onChoose }: SitesProps) {
  const live = useLive(sitesOf);
  if (live.kind !== 'there') return null;
  return (
    <View style={styles.choices}>
      {live.value.map((site) => (
        <Choice
          key={site}
          role="button"
          label={site}
          chosen={site === chosen}
          onPress={() => onChoose(site)}
        />
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  saving: { fontSize: 15 },
  choices: { flexDirection: 'row', flexWrap: 'wrap', gap: SPACE.s },
});

/** All notes, newest first, with a search over site and title. */
import { useCallback, useState } from 'react';
import { FlatList, RefreshControl, StyleSheet, View } from 'react-native';
import { listNotes } from '../../data/notes';
import type { SyncState } from '../../sync/engine';
import type { Db } from '../../sync/ports';
import { Field } from '../Field';
import { NoteRow } from '../NoteRow';
import { Banner, Body, Button, Screen } from '../Parts';
import { useServices } from '../services';
import { SyncPill } from '../SyncPill';
import { SPACE } from '../theme';
import { useLive } from '../useLive';
import { useSyncState } from '../useSync';

const PAGE = 60;

interface ListScreenProps {
  readonly onOpen: (id: string) => void;
  readonly onNew: () => void;
  readonly onQueue: () => void;
  readonly onSettings: () => void;
}

export function ListScreen({ onOpen, onNew, onQueue, onSettings }: ListScreenProps) {
  const { words, engine } = useServices();
  const [search, setSearch] = useState('');
  const [limit, setLimit] = useState(PAGE);
  const read = useCallback((db: Db) => listNotes(db, { search, limit }), [search, limit]);
  const live = useLive(read);
  const state = useSyncState();
  const notes = live.kind === 'there' ? live.value : [];

  return (
    <Screen heading={words.list.heading} scrolls={false} trailing={<SyncPill onPress={onQueue} />}>
      <View style={styles.tools}>
        <Field
          label={words.list.search}
          value={search}
          onChange={(text) => {
            setSearch(text);
            setLimit(PAGE);
          }}
        />
        <View style={styles.buttons}>
          <Button label={words.list.add} onPress={onNew} />
          <Button label={words.list.settings} kind="plain" onPress={onSettings} />
        </View>
      </View>
      {live.kind === 'failed' && <Banner text={words.list.failed} />}
      <FlatList
        data={notes}
        keyExtractor={(note) => note.id}
        renderItem={({ item }) => <NoteRow note={item} onOpen={onOpen} />}
        initialNumToRender={12}
        maxToRenderPerBatch={12}
        windowSize={5}
        onEndReachedThreshold={1}
        onEndReached={() => {
          if (notes.length === limit) setLimit(limit + PAGE);
        }}
        refreshControl={
          <RefreshControl refreshing={false} onRefresh={() => void engine.wake('manual')} />
        }
        ListEmptyComponent={
          <View style={styles.empty}>
            <Empty search={search} loading={live.kind === 'loading'} sync={state.kind} />
          </View>
        }
      />
    </Screen>
  );
}

interface EmptyProps {
  readonly search: string;
  readonly loading: boolean;
  readonly sync: SyncState['kind'];
}

function Empty({ search, loading, sync }: EmptyProps) {
  const { list } = useServices().words;
  if (loading) return <Body quiet>{list.loading}</Body>;
  if (search.trim() !== '') return <Body>{list.nothing(search.trim())}</Body>;
  if (sync === 'running') return <Body quiet>{list.firstLoad}</Body>;
  const unreached = sync === 'offline' || sync === 'waiting';
  return (
    <>
      <Body>{unreached ? list.unreached : list.empty}</Body>
      <Body quiet>{unreached ? list.unreachedHint : list.emptyHint}</Body>
    </>
  );
}

const styles = StyleSheet.create({
  tools: { paddingHorizontal: SPACE.l, paddingBottom: SPACE.m, gap: SPACE.m },
  buttons: { flexDirection: 'row', flexWrap: 'wrap', gap: SPACE.m },
  empty: { padding: SPACE.xl, gap: SPACE.s },
});

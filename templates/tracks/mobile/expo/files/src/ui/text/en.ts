/** Every word that the app says. Another language is another object of the same type. */
import type { Field, State } from '../../domain/note';
import type { StorageFault } from '../../data/errors';

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const en = {
  states: { ok: 'OK', watch: 'Watch', defect: 'Defect' } satisfies Record<State, string>,
  fields: {
    site: 'Site',
    title: 'Title',
    body: 'What it shows',
    state: 'State',
    deleted: 'Deleted',
  } satisfies Record<Field, string>,
  pill: {
    allSent: 'all sent',
    waiting: (count: number) => `${count} waiting`,
    offline: (count: number) => (count === 0 ? 'offline' : `offline, ${count} waiting`),
    needsYou: (count: number) => `${count} ${count === 1 ? 'needs' : 'need'} you`,
    syncing: 'syncing',
    paused: 'paused',
    open: 'Open the queue',
  },
  list: {
    heading: 'Rounds',
    search: 'Search site or title',
    add: 'New note',
    settings: 'Settings',
    loading: 'Reading notes from this device',
    firstLoad: 'Fetching notes from the office for the first time',
    empty: 'No notes yet',
    emptyHint: 'Write the first one; it is kept on this device until it can be sent.',
    unreached: 'No notes on this device, and the office cannot be reached',
    unreachedHint: 'They come when the network is back. What you write now is kept until then.',
    nothing: (words: string) => `Nothing found for “${words}”`,
    failed: 'The notes could not be read',
    waiting: 'not sent yet',
    conflict: 'two versions',
  },
  note: {
    heading: 'Note',
    fresh: 'New note',
    saving: 'Saving…',
    saved: 'Saved on this device',
    notYet: 'Not saved yet: something is missing or too long',
    full: 'Not saved: the storage of this device is full. Free some space, then press a key again.',
    failed: 'Not saved: the storage of this device could not be written. Press a key to try again.',
    leaving: 'This is not saved. Stay and mend it, or leave without it.',
    leave: 'Leave without saving',
    missing: 'This note is not on this device',
    remove: 'Delete note',
    conflict: 'Two versions exist. Choose one.',
  },
  conflict: {
    heading: 'Two versions',
    none: 'Nothing to choose here any more.',
    now: 'On the note now',
    before: 'Overwritten',
    you: 'you',
    by: (who: string, when: string) => `by ${who}, at the office since ${when}`,
    keepMine: 'Keep mine',
    keepTheirs: 'Keep theirs',
    keepNow: 'Keep what is on the note',
    keepBefore: 'Take back what was overwritten',
    deleted: (who: string) =>
      `Deleted by ${who}, while somebody else was editing it. The note stayed.`,
    keepNote: 'Keep the note',
    deleteNote: 'Delete the note',
    empty: '(empty)',
  },
  sync: {
    heading: 'Queue',
    now: 'Sync now',
    idle: 'Everything that can be sent is sent.',
    running: 'Talking to the server.',
    waiting: (seconds: number) =>
      `The server did not take it. Next attempt in ${plural(seconds, 'second', 'seconds')}.`,
    offline: 'No network. Everything is kept here and sent when it is back.',
    auth: 'The server wants a token. Enter it in the settings.',
    storage: 'The storage of this device could not be read. Close the app and open it again.',
    empty: 'The queue is empty.',
    waitingItem: 'waiting',
    refused: (why: string) => `Refused: ${why}`,
    choose: 'Choose a version',
    edit: 'Edit and send again',
    discard: 'Discard',
  },
  settings: {
    heading: 'Settings',
    device: 'This device is called',
    server: 'Sync server',
    token: 'Token',
    save: 'Save and sync',
    network: 'Bad network, for trying out',
    networkHint:
      'In the repository: make net MODE=down, slow, lossy, failing, dies-after-commit, or up.',
  },
  storage: {
    heading: {
      'cannot-open': 'The notes on this device cannot be opened',
      full: 'The storage of this device is full',
      newer: 'A newer version of the app was here before',
      'other-tab': 'The app is open in another tab',
    },
    action: {
      'cannot-open': 'Try again',
      full: 'Free space, then try again',
      newer: 'Update the app, then try again',
      'other-tab': 'Try again',
    },
    hint: {
      'cannot-open': 'Nothing was changed.',
      full: 'Nothing was lost, but nothing new can be kept.',
      newer: 'Its notes are untouched. This version would not understand them.',
      'other-tab': 'Two tabs must not write to one database. Close the other one.',
    },
  } satisfies Record<string, string | Record<StorageFault, string>>,
  broken: {
    heading: 'This screen broke',
    hint: 'Your notes and the queue are not affected.',
    again: 'Show it again',
    details: 'Copy details',
    copied: 'Copied',
  },
  back: 'Back',
  who: (device: string) => device.replace('-', ' '),
  when: (iso: string) =>
    new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(
      new Date(iso),
    ),
};

export type Words = typeof en;

import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { accountsOptions } from '../../api/queries';
import {
  isFiltered,
  readFilters,
  RECEIPTS,
  STATUSES,
  type TransferFilters,
} from '../../domain/transfer';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { focusHeading } from '../../ui/focus';

const WORDS = {
  posted: 'Posted',
  reversed: 'Reversed',
  queued: 'Queued',
  issued: 'Issued',
  dead: 'Failed',
} as const;

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T | undefined;
  readonly options: readonly (readonly [T, string])[];
  readonly onChange: (value: string) => void;
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <Field label={label}>
      {(wiring) => (
        <select
          {...wiring}
          value={value ?? ''}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        >
          <option value="">Any</option>
          {options.map(([id, word]) => (
            <option key={id} value={id}>
              {word}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Filters({ filters }: { filters: TransferFilters }) {
  const navigate = useNavigate();
  const accounts = useQuery(accountsOptions());
  // Each change is a step in the history, so Back undoes it.
  const set = (name: keyof TransferFilters) => (value: string) => {
    void navigate({
      to: '/transfers',
      search: readFilters({ ...filters, [name]: value }),
      resetScroll: false,
    });
  };
  const date = (name: 'from' | 'to', label: string) => (
    <Field label={label}>
      {(wiring) => (
        <input
          {...wiring}
          type="date"
          value={filters[name] ?? ''}
          onChange={(event) => {
            set(name)(event.target.value);
          }}
        />
      )}
    </Field>
  );
  return (
    <form
      className="filters"
      aria-label="Filters"
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <Choice
        label="Status"
        value={filters.status}
        options={STATUSES.map((one) => [one, WORDS[one]] as const)}
        onChange={set('status')}
      />
      <Choice
        label="Receipt"
        value={filters.receipt}
        options={RECEIPTS.map((one) => [one, WORDS[one]] as const)}
        onChange={set('receipt')}
      />
      <Choice
        label="Account"
        value={filters.account}
        options={(accounts.data ?? []).map((one) => [one.id, one.name] as const)}
        onChange={set('account')}
      />
      {date('from', 'From (UTC)')}
      {date('to', 'To (UTC)')}
      {isFiltered(filters) && (
        <Button
          look="quiet"
          onClick={() => {
            void navigate({ to: '/transfers', search: {}, resetScroll: false });
            // The button goes with the filters; the keyboard must not go with it.
            focusHeading();
          }}
        >
          Clear filters
        </Button>
      )}
    </form>
  );
}

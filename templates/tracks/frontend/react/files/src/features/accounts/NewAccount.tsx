import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useIntention } from '../../api/intention';
import { useCreateAccount, type NewAccount } from '../../api/mutations';
import { isProblemOf, ProblemError } from '../../api/problem';
import { CURRENCIES } from '../../domain/money';
import { labelFault } from '../../domain/transfer';
import { useAnnounce } from '../../ui/Announcer';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Icon } from '../../ui/Icon';

export function NewAccountButton() {
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
  };
  return (
    <>
      <Button
        look="primary"
        onClick={() => {
          setOpen(true);
        }}
      >
        <Icon name="plus" />
        Open an account
      </Button>
      <Dialog title="Open an account" open={open} onClose={close}>
        <NewAccountForm onClose={close} />
      </Dialog>
    </>
  );
}

function NewAccountForm({ onClose }: { onClose: () => void }) {
  const announce = useAnnounce();
  const intention = useIntention();
  const creation = useCreateAccount();
  const form = useForm<Required<NewAccount>>({
    defaultValues: { name: '', currency: 'EUR', kind: 'standard' },
  });
  const { errors } = form.formState;

  const submit = form.handleSubmit((wish) => {
    if (creation.isPending) return;
    creation.mutate(
      { wish, key: intention.current?.keyFor(wish) ?? '' },
      {
        onSuccess: (account) => {
          intention.current?.done();
          announce(`${account.name} is open`);
          onClose();
        },
        onError: (error) => {
          const field = isProblemOf(error, '/problems/funding-account-exists') ? 'kind' : 'name';
          const message =
            error instanceof ProblemError
              ? (error.errors[0]?.message ?? error.message)
              : error.message;
          form.setError(field, { message }, { shouldFocus: true });
        },
      },
    );
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Field label="Name" error={errors.name?.message}>
        {(wiring) => (
          <input
            {...wiring}
            {...form.register('name', { validate: (text) => labelFault(text, 'a name') })}
            autoComplete="off"
          />
        )}
      </Field>
      <Field label="Currency">
        {(wiring) => (
          <select {...wiring} {...form.register('currency')}>
            {CURRENCIES.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label="Kind"
        hint="A book has one funding account per currency"
        error={errors.kind?.message}
      >
        {(wiring) => (
          <select {...wiring} {...form.register('kind')}>
            <option value="standard">Standard</option>
            <option value="funding">Funding</option>
          </select>
        )}
      </Field>
      <div className="actions">
        <Button type="submit" look="primary" busy={creation.isPending}>
          Open account
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}

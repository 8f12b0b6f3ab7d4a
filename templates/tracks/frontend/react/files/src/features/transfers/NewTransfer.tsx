import { zodResolver } from '@hookform/resolvers/zod';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useIntention } from '../../api/intention';
import { useCreateTransfer } from '../../api/mutations';
import { ProblemError, requestIdOf } from '../../api/problem';
import { accountsOptions, type Account } from '../../api/queries';
import { formatMoney } from '../../domain/money';
import { useAnnounce } from '../../ui/Announcer';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Loading } from '../../ui/Skeleton';
import { QueryState } from '../QueryState';
import { dropDraft, keepDraft, readDraft } from './draft';
import { fieldMessages, newTransferSchema, toWish, type TransferForm } from './newTransferSchema';

export function NewTransfer() {
  const accounts = useQuery(accountsOptions());
  return (
    <QueryState query={accounts} what="The accounts" loading={<Loading what="accounts" rows={4} />}>
      {(found) => <TransferFormCard accounts={found} />}
    </QueryState>
  );
}

function AccountOptions({ accounts }: { accounts: readonly Account[] }) {
  return (
    <>
      <option value="">Choose an account</option>
      {accounts.map(({ id, name, currency, status, balance_minor }) => (
        <option key={id} value={id}>
          {name} ({formatMoney({ minor: balance_minor, currency })}
          {status === 'frozen' ? ', frozen' : ''})
        </option>
      ))}
    </>
  );
}

function TransferFormCard({ accounts }: { accounts: readonly Account[] }) {
  const navigate = useNavigate();
  const announce = useAnnounce();
  const intention = useIntention();
  const creation = useCreateTransfer();
  const [draft] = useState(readDraft);
  const form = useForm<TransferForm>({
    defaultValues: draft,
    resolver: zodResolver(newTransferSchema(accounts)),
  });
  const { errors } = form.formState;
  const typed = useWatch({ control: form.control });
  const isDirty = Object.values(typed).some((value) => value !== '');

  useEffect(() => {
    if (isDirty) keepDraft(typed);
    else dropDraft();
  }, [typed, isDirty]);

  const blocker = useBlocker({
    shouldBlockFn: () => isDirty && !creation.isSuccess,
    enableBeforeUnload: false,
    withResolver: true,
  });

  const refused = (error: Error, sent: TransferForm) => {
    const messages = error instanceof ProblemError ? fieldMessages(error, sent, accounts) : [];
    for (const [n, { field, message }] of messages.entries()) {
      form.setError(field, { message }, { shouldFocus: n === 0 });
    }
    if (messages.length === 0) {
      const id = requestIdOf(error);
      form.setError('root', { message: id ? `${error.message} (request ${id})` : error.message });
    }
    announce(`Not sent. ${messages[0]?.message ?? error.message}`, 'bad');
  };

  const submit = form.handleSubmit((sent) => {
    const wish = toWish(sent, accounts);
    if (!wish || creation.isPending || creation.isSuccess) return;
    const key = intention.current?.keyFor(wish) ?? '';
    creation.mutate(
      { wish, key },
      {
        onSuccess: (transfer) => {
          intention.current?.done();
          dropDraft();
          const amount = formatMoney({ minor: transfer.amount_minor, currency: transfer.currency });
          announce(`Sent: ${amount} to ${transfer.target.name}`);
          void navigate({ to: '/transfers/$id', params: { id: transfer.id }, ignoreBlocker: true });
        },
        onError: (error) => {
          refused(error, sent);
        },
      },
    );
  });

  const source = accounts.find((account) => account.id === typed.source);
  return (
    <form className="card form" onSubmit={(event) => void submit(event)} noValidate>
      <Field label="From" error={errors.source?.message}>
        {(wiring) => (
          <select {...wiring} {...form.register('source')}>
            <AccountOptions accounts={accounts} />
          </select>
        )}
      </Field>
      <Field label="To" error={errors.target?.message}>
        {(wiring) => (
          <select {...wiring} {...form.register('target')}>
            <AccountOptions
              accounts={accounts.filter(({ currency }) => !source || currency === source.currency)}
            />
          </select>
        )}
      </Field>
      <Field
        label={source ? `Amount in ${source.currency}` : 'Amount'}
        hint="Digits, with a point before the smaller unit"
        error={errors.amount?.message}
      >
        {(wiring) => (
          <input {...wiring} {...form.register('amount')} inputMode="decimal" autoComplete="off" />
        )}
      </Field>
      <Field label="Memo (optional)" hint="At most 80 characters" error={errors.memo?.message}>
        {(wiring) => <input {...wiring} {...form.register('memo')} autoComplete="off" />}
      </Field>
      {errors.root && <p className="error">{errors.root.message}</p>}
      <div className="actions">
        <Button type="submit" look="primary" busy={creation.isPending}>
          {errors.root ? 'Try again' : 'Send'}
        </Button>
      </div>
      <Dialog
        title="Leave without sending?"
        open={blocker.status === 'blocked'}
        onClose={() => {
          blocker.reset?.();
        }}
      >
        <p>What you typed will be discarded.</p>
        <div className="actions">
          <Button
            look="danger"
            onClick={() => {
              dropDraft();
              blocker.proceed?.();
            }}
          >
            Leave
          </Button>
          <Button
            onClick={() => {
              blocker.reset?.();
            }}
          >
            Stay
          </Button>
        </div>
      </Dialog>
    </form>
  );
}

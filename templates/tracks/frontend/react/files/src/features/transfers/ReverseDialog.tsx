import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useIntention } from '../../api/intention';
import { useReverseTransfer } from '../../api/mutations';
import type { Transfer } from '../../api/queries';
import { formatMoney } from '../../domain/money';
import { labelFault } from '../../domain/transfer';
import { useAnnounce } from '../../ui/Announcer';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { focusHeading } from '../../ui/focus';

export function ReverseButton({ transfer }: { transfer: Transfer }) {
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
  };
  return (
    <>
      <Button
        look="danger"
        onClick={() => {
          setOpen(true);
        }}
      >
        Reverse this transfer
      </Button>
      <Dialog title="Reverse this transfer?" open={open} onClose={close}>
        <ReverseForm transfer={transfer} onClose={close} />
      </Dialog>
    </>
  );
}

function ReverseForm({ transfer, onClose }: { transfer: Transfer; onClose: () => void }) {
  const announce = useAnnounce();
  const intention = useIntention();
  const reversal = useReverseTransfer(transfer.id);
  const form = useForm({ defaultValues: { reason: '' } });
  const { errors } = form.formState;
  const amount = formatMoney({ minor: transfer.amount_minor, currency: transfer.currency });

  const submit = form.handleSubmit(async (wish) => {
    const key = intention.current?.keyFor(wish) ?? '';
    // The screen shows it as reversed from here on, so this form and its button are gone when the answer comes.
    onClose();
    focusHeading();
    try {
      await reversal.mutateAsync({ wish, key });
      announce(`Reversed: ${amount} went back to ${transfer.source.name}`);
    } catch (error) {
      announce(`Not reversed. ${(error as Error).message}`, 'bad');
    }
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <p>
        {amount} goes back from {transfer.target.name} to {transfer.source.name}. Both transfers
        stay in the book.
      </p>
      <Field
        label="Reason"
        hint="Shown on the reversal, at most 80 characters"
        error={errors.reason?.message}
      >
        {(wiring) => (
          <input
            {...wiring}
            {...form.register('reason', { validate: (text) => labelFault(text, 'a reason') })}
            autoComplete="off"
          />
        )}
      </Field>
      <div className="actions">
        <Button type="submit" look="danger" busy={reversal.isPending}>
          Reverse
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}

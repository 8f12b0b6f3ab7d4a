import { ConflictError, useChangeAccount } from '../../api/mutations';
import type { Account, Tagged } from '../../api/queries';
import { useAnnounce } from '../../ui/Announcer';
import { Button } from '../../ui/Button';

const DONE = { open: 'reopened', frozen: 'frozen' } as const;

export function FreezeButton({ seen }: { seen: Tagged<Account> }) {
  const announce = useAnnounce();
  const change = useChangeAccount(seen.row.id);
  const { name, status } = seen.row;
  const next = status === 'open' ? 'frozen' : 'open';

  const press = () => {
    if (change.isPending) return;
    change.mutate(
      { seen, patch: { status: next } },
      {
        onSuccess: () => {
          announce(`${name} is ${DONE[next]}`);
        },
        onError: (error) => {
          announce(
            error instanceof ConflictError
              ? `${name} was changed by someone else: it is ${error.current.row.status} now, under the name ${error.current.row.name}`
              : `${name} was not changed. ${error.message}`,
            'bad',
          );
        },
      },
    );
  };

  return (
    <Button look={status === 'open' ? 'danger' : 'primary'} busy={change.isPending} onClick={press}>
      {status === 'open' ? 'Freeze account' : 'Reopen account'}
    </Button>
  );
}

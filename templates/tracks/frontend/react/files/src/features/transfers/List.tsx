import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { transfersOptions } from '../../api/queries';
import { isFiltered, type TransferFilters } from '../../domain/transfer';
import { useAnnounce } from '../../ui/Announcer';
import { Button } from '../../ui/Button';
import { focusHeading } from '../../ui/focus';
import { Loading } from '../../ui/Skeleton';
import { Empty } from '../../ui/States';
import { QueryState } from '../QueryState';
import { TransferTable } from './TransferTable';

export function TransferList({ filters }: { filters: TransferFilters }) {
  const announce = useAnnounce();
  const list = useInfiniteQuery(transfersOptions(filters));
  const more = async () => {
    const { data, error } = await list.fetchNextPage();
    const count = data?.pages.flatMap((page) => page.items).length ?? 0;
    if (error) announce('More transfers could not be read', 'bad');
    else announce(`${count.toString()} transfers shown`);
  };
  return (
    <QueryState query={list} what="The transfers" loading={<Loading what="transfers" rows={10} />}>
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.items);
        if (rows.length === 0) {
          return isFiltered(filters) ? (
            <Empty title="No transfers for these filters">
              <Link to="/transfers" className="button plain" onClick={focusHeading}>
                Clear filters
              </Link>
            </Empty>
          ) : (
            <Empty title="No transfers yet">
              <Link to="/transfers/new" className="button primary">
                Make the first one
              </Link>
            </Empty>
          );
        }
        return (
          <>
            <TransferTable caption="Transfers, newest first" rows={rows} busy={list.isFetching} />
            {list.hasNextPage && (
              <div className="more">
                <Button
                  busy={list.isFetchingNextPage}
                  onClick={() => {
                    void more();
                  }}
                >
                  Load more
                </Button>
              </div>
            )}
          </>
        );
      }}
    </QueryState>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { latestOptions } from '../../api/queries';
import { Loading } from '../../ui/Skeleton';
import { Empty } from '../../ui/States';
import { QueryState } from '../QueryState';
import { TransferTable } from '../transfers/TransferTable';

export function Latest() {
  const latest = useQuery(latestOptions());
  return (
    <section className="card" aria-labelledby="latest-title">
      <div className="card-head">
        <h2 id="latest-title">Latest transfers</h2>
        <Link to="/transfers" className="button quiet">
          All transfers
        </Link>
      </div>
      <QueryState
        query={latest}
        what="The latest transfers"
        loading={<Loading what="latest transfers" rows={5} />}
      >
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No transfers yet">
              <Link to="/transfers/new" className="button primary">
                Make the first one
              </Link>
            </Empty>
          ) : (
            <TransferTable caption="The five latest transfers" rows={items} />
          )
        }
      </QueryState>
    </section>
  );
}

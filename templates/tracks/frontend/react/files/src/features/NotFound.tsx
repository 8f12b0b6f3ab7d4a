import { Link } from '@tanstack/react-router';
import { Empty } from '../ui/States';

interface Props {
  readonly what: string;
  readonly back: '/' | '/transfers' | '/accounts';
  readonly backTo: string;
}

export function NotFound({ what, back, backTo }: Props) {
  return (
    <Empty title={`${what} does not exist`}>
      <p>The address may be mistyped, or it belongs to another book.</p>
      <Link to={back} className="button plain">
        {backTo}
      </Link>
    </Empty>
  );
}

import type { ErrorComponentProps } from '@tanstack/react-router';
import { Button } from '../ui/Button';
import { Page } from '../ui/Page';
import { Failure } from '../ui/States';
import { isMissingPart, requestIdOf } from '../api/problem';

/** The last line: whatever a route throws, the shell stays and there is a way on. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  if (isMissingPart(error)) {
    return (
      <Page title="A new version is ready">
        <div className="state">
          <p>This part of the page was replaced while you had it open. What you typed is kept.</p>
          <Button
            look="primary"
            onClick={() => {
              location.reload();
            }}
          >
            Reload for the new version
          </Button>
        </div>
      </Page>
    );
  }
  return (
    <Page title="Something broke here">
      <Failure
        title="This page could not be shown"
        detail={error instanceof Error ? error.message : 'Its cause is unknown.'}
        requestId={requestIdOf(error)}
        onRetry={reset}
      />
    </Page>
  );
}

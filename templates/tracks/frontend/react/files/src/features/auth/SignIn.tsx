import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { signIn } from '../../api/client';
import { ProblemError } from '../../api/problem';
import { safeNext } from '../../api/session';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Failure } from '../../ui/States';

interface Credentials {
  email: string;
  password: string;
}

export function SignIn({ next }: { next: string | undefined }) {
  const navigate = useNavigate();
  const attempt = useMutation({
    mutationFn: ({ email, password }: Credentials) => signIn(email, password),
  });
  const form = useForm<Credentials>({ defaultValues: { email: '', password: '' } });
  const { errors } = form.formState;

  const submit = form.handleSubmit((typed) => {
    if (attempt.isPending) return;
    attempt.mutate(typed, {
      onSuccess: () => void navigate({ href: safeNext(next), replace: true }),
      onError: (error) => {
        const known = error instanceof ProblemError && error.status < 500 && error.status !== 429;
        if (known) form.setError('password', { message: error.message }, { shouldFocus: true });
      },
    });
  });
  const failure = attempt.error && !errors.password ? attempt.error : undefined;

  return (
    <form className="card form" onSubmit={(event) => void submit(event)} noValidate>
      <Field label="E-mail" error={errors.email?.message}>
        {(wiring) => (
          <input
            {...wiring}
            {...form.register('email', { required: 'Enter your e-mail address' })}
            type="email"
            autoComplete="username"
          />
        )}
      </Field>
      <Field label="Password" error={errors.password?.message}>
        {(wiring) => (
          <input
            {...wiring}
            {...form.register('password', { required: 'Enter your password' })}
            type="password"
            autoComplete="current-password"
          />
        )}
      </Field>
      {failure && (
        <Failure
          title="Signing in failed"
          detail={failure.message}
          retryAfter={failure instanceof ProblemError ? failure.retryAfter : undefined}
          onRetry={() => void submit()}
        />
      )}
      <div className="actions">
        <Button type="submit" look="primary" busy={attempt.isPending}>
          Sign in
        </Button>
      </div>
    </form>
  );
}

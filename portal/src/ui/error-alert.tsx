import { Alert } from '@mantine/core';

/** The message of a failed action; renders nothing without an error. */
export function ErrorAlert({ error }: { readonly error: Error | null }) {
  if (!error) return null;
  return (
    <Alert color="red" role="alert">
      {error.message}
    </Alert>
  );
}

import { Alert } from '@mantine/core';

/** What went wrong with what was just asked for; nothing where nothing did. */
export function Refusal({ error }: { readonly error: Error | null }) {
  if (!error) return null;
  return (
    <Alert color="red" role="alert">
      {error.message}
    </Alert>
  );
}

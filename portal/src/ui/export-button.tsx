import { Button, Loader } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { askForExport } from '../api/exports.js';

/** Downloads the export at an address, after asking whether there is one; says why when there is not. */
export function ExportButton({ address, format }: { readonly address: string; readonly format: 'CSV' | 'NDJSON' }) {
  const { mutate, isPending, variables } = useMutation({
    mutationFn: askForExport,
    onSuccess: (_, asked) => download(asked),
    onError: ({ message }) => void notifications.show({ color: 'red', title: 'Nothing was exported', message }),
  });
  // Another filter is another question.
  const isAsking = isPending && variables === address;
  return (
    <Button
      component="a"
      href={address}
      download
      variant="default"
      leftSection={
        isAsking ? <Loader size={16} color="currentColor" aria-hidden /> : <IconDownload size={16} aria-hidden />
      }
      aria-busy={isAsking}
      onClick={(event) => {
        event.preventDefault();
        if (!isAsking) mutate(address);
      }}
    >
      Export {format}
    </Button>
  );
}

function download(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { askForExport } from '../api/exports.js';

/** Downloads what is at an address; says why when that is refused. */
export function ExportButton({ address, format }: { readonly address: string; readonly format: 'CSV' | 'NDJSON' }) {
  const { mutate, isPending } = useMutation({
    mutationFn: askForExport,
    onSuccess: (_, asked) => download(asked),
    onError: ({ message }) => void notifications.show({ color: 'red', title: 'Nothing was exported', message }),
  });
  return (
    <Button
      component="a"
      href={address}
      download
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
      aria-busy={isPending}
      onClick={(event) => {
        event.preventDefault();
        if (!isPending) mutate(address);
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

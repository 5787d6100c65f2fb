import { Button, Loader } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';

/** Downloads an export after checking that the API will serve it; shows the reason if it will not. */
export function ExportButton(props: {
  /** The address of the download. */
  readonly address: string;
  readonly format: 'CSV' | 'NDJSON';
  /** Rejects with a message for the user if the address cannot be downloaded. */
  readonly check: (address: string) => Promise<void>;
}) {
  const { address, format, check } = props;
  const { mutate, isPending, variables } = useMutation({
    mutationFn: check,
    onSuccess: (_, checked) => download(checked),
    onError: ({ message }) => void notifications.show({ color: 'red', title: 'Export failed', message }),
  });
  // A check of another address does not count: the filter has changed since.
  const isChecking = isPending && variables === address;
  return (
    <Button
      component="a"
      href={address}
      download
      variant="default"
      leftSection={
        isChecking ? <Loader size={16} color="currentColor" aria-hidden /> : <IconDownload size={16} aria-hidden />
      }
      aria-busy={isChecking}
      onClick={(event) => {
        event.preventDefault();
        if (!isChecking) mutate(address);
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

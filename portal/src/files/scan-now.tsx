import { notifications } from '@mantine/notifications';
import { IconBolt } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ChangeButton } from '../access/change-button.js';
import { fileQuery, useScanNow, type FileDetail } from '../api/files.js';

/** How long the drawer polls for the result; a later result appears when the file is opened again. */
const POLL_FOR_MS = 60_000;
const POLL_MS = 1_500;

/** Moves the file to the front of the scan queue, and shows the result as soon as it is available. */
export function ScanNow({ file }: { readonly file: FileDetail }) {
  const scan = useScanNow(file);
  const [request, setRequest] = useState<{ readonly scannedAt: string; readonly until: number } | null>(null);
  const isPending = request !== null && request.scannedAt === file.scannedAt;
  useQuery({
    ...fileQuery(file),
    refetchInterval: () => (isPending && Date.now() < request.until ? POLL_MS : false),
  });
  const requestScan = () =>
    scan.mutate(undefined, {
      onSuccess: ({ message }) => {
        setRequest({ scannedAt: file.scannedAt, until: Date.now() + POLL_FOR_MS });
        notifications.show({
          color: 'green',
          title: 'Scan requested',
          message,
        });
      },
      onError: (error) => notifications.show({ color: 'red', title: 'Scan request failed', message: error.message }),
    });
  return (
    <ChangeButton
      size="compact-md"
      variant="default"
      leftSection={<IconBolt size={16} aria-hidden />}
      loading={scan.isPending}
      onClick={requestScan}
    >
      Scan now
    </ChangeButton>
  );
}

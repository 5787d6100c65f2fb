import { notifications } from '@mantine/notifications';
import { IconBolt } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fileQuery, useScanNow, type FileDetail } from '../api/files.js';
import { ChangeButton } from '../access/change-button.js';

/** So long a scan that was asked for is looked out for; later it is there at the next look. */
const WAIT_MS = 60_000;

/** Puts the file at the head of the queue, and shows what is found as soon as it is. */
export function ScanNow({ file }: { readonly file: FileDetail }) {
  const scan = useScanNow(file);
  const [asked, setAsked] = useState<{ readonly scannedAt: string; readonly until: number } | null>(null);
  const isAwaited = asked !== null && asked.scannedAt === file.scannedAt;
  useQuery({
    ...fileQuery(file),
    refetchInterval: () => (isAwaited && Date.now() < asked.until ? 1_500 : false),
  });
  const ask = () =>
    scan.mutate(undefined, {
      onSuccess: () => {
        setAsked({ scannedAt: file.scannedAt, until: Date.now() + WAIT_MS });
        notifications.show({
          color: 'green',
          title: 'Scan asked for',
          message: 'The file is at the head of the queue.',
        });
      },
      onError: (error) =>
        notifications.show({ color: 'red', title: 'The scan could not be asked for', message: error.message }),
    });
  return (
    <ChangeButton
      size="compact-md"
      variant="default"
      leftSection={<IconBolt size={16} aria-hidden />}
      loading={scan.isPending}
      onClick={ask}
    >
      Scan now
    </ChangeButton>
  );
}

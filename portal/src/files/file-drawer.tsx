import { Button, Divider, Drawer, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fileQuery, type FileDetail, type FileKey } from '../api/files.js';
import { byteSize, count } from '../format/numbers.js';
import { fileParam } from '../paths.js';
import { Copyable } from '../ui/copyable.js';
import { ErrorPanel } from '../ui/error-panel.js';
import { Fact, Facts } from '../ui/facts.js';
import { Time } from '../ui/time.js';
import { FILE_STATE_LABELS } from '../words/file-states.js';
import { Collaborators } from './collaborators.js';
import { ExposureBadge } from './exposure-badge.js';
import { FileActivities } from './file-activities.js';
import { ScanNow } from './scan-now.js';
import { Scans } from './scans.js';
import { SharedLink } from './shared-link.js';
import { filterByOwner, NO_FILTERS, type ViewChange } from './view.js';

/** The details of one file, in a drawer beside the table. */
export function FileDrawer(props: {
  readonly file: FileKey | null;
  readonly change: (change: ViewChange) => void;
  readonly close: () => void;
}) {
  const { file, change, close } = props;
  // Keep showing the file while the drawer slides out.
  const [shown, setShown] = useState(file);
  if (file && file !== shown) setShown(file);
  return (
    // The page returns the focus, because the drawer may have been opened by its address.
    <Drawer.Root opened={file !== null} onClose={close} returnFocus={false} position="right" size="lg">
      <Drawer.Overlay />
      <Drawer.Content>
        <Drawer.Body pt="md">
          {/* Not Drawer.Header: it renders a second <header>, a duplicate banner landmark. */}
          <Group justify="space-between" mb="xs">
            <Drawer.Title>File</Drawer.Title>
            <Drawer.CloseButton aria-label="Close" />
          </Group>
          {shown && <OneFile key={fileParam(shown)} file={shown} change={change} />}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function OneFile({ file, change }: { readonly file: FileKey; readonly change: (change: ViewChange) => void }) {
  const { data, error, refetch } = useQuery(fileQuery(file));
  if (error && !data) return <ErrorPanel error={error} retry={() => void refetch()} />;
  if (!data) {
    return (
      <Stack role="status" aria-label="Loading">
        <Skeleton height={28} />
        <Skeleton height={120} />
        <Skeleton height={200} />
      </Stack>
    );
  }
  return (
    <Stack gap="lg">
      <Stack gap="xs">
        <Title order={3} size="h2" style={{ overflowWrap: 'anywhere' }}>
          <bdi>{data.name}</bdi>
        </Title>
        <Group gap="xs">
          <ExposureBadge access={data.access} />
          {data.state !== 'active' && <Text size="sm">{FILE_STATE_LABELS[data.state]}</Text>}
          {data.connectionState === 'disconnected' && (
            <Text size="sm">Its connection is disconnected: shown as it was then</Text>
          )}
        </Group>
        <Group gap="xs">
          <Button
            component="a"
            href={data.webUrl}
            target="_blank"
            rel="noreferrer"
            variant="default"
            size="compact-md"
            rightSection={<IconExternalLink size={16} aria-hidden />}
          >
            Open in Box
          </Button>
          <ScanNow file={data} />
        </Group>
      </Stack>
      <Properties file={data} change={change} />
      <Section title="Shared link">
        <SharedLink link={data.sharedLink} connectionId={data.connectionId} change={change} />
      </Section>
      <Section title="Collaborators">
        <Collaborators file={data} />
      </Section>
      <Section title="Scans">
        <Scans scans={data.scans} />
      </Section>
      <Section title="Activity">
        <FileActivities file={data} />
      </Section>
    </Stack>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <section aria-label={title}>
      <Divider mb="sm" />
      <Title order={4} mb="xs">
        {title}
      </Title>
      {children}
    </section>
  );
}

function Properties({ file, change }: { readonly file: FileDetail; readonly change: (change: ViewChange) => void }) {
  const { connectionId, ownerId, ownerLogin, folderId, sha1 } = file;
  const only = (filter: ViewChange) => change({ ...NO_FILTERS, connectionId, file: undefined, ...filter });
  return (
    <Facts>
      <Fact name="Path">
        <bdi>{file.path}</bdi>
        <br />
        <Button variant="light" size="compact-xs" mt={4} onClick={() => only({ folderId })}>
          All files in this folder
        </Button>
      </Fact>
      <Fact name="Owner">
        <bdi>{file.ownerLogin}</bdi>
        <br />
        <Button variant="light" size="compact-xs" mt={4} onClick={() => only(filterByOwner(ownerLogin || ownerId))}>
          All files of this owner
        </Button>
      </Fact>
      <Fact name="Size">
        {byteSize(file.size)}
        {file.size >= 1000 && ` (${count(file.size)} bytes)`}
      </Fact>
      <Fact name="SHA-1">{sha1 === null ? 'Not provided by Box' : <Copyable text={sha1} label="SHA-1" />}</Fact>
      <Fact name="Created">{file.createdAt === null ? 'Unknown' : <Time at={file.createdAt} />}</Fact>
      <Fact name="Modified">{file.modifiedAt === null ? 'Unknown' : <Time at={file.modifiedAt} />}</Fact>
      <Fact name="Scanned">
        <Time at={file.scannedAt} />
      </Fact>
      <Fact name="Box ID">
        <Copyable text={file.fileId} label="Box ID" />
      </Fact>
    </Facts>
  );
}

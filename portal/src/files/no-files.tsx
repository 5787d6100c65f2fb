import { Button } from '@mantine/core';
import { IconFiles, IconFilterOff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { connectionsQuery, type ConnectionList } from '../api/connections.js';
import { FILES_KEY } from '../api/files.js';
import { PATHS } from '../paths.js';
import { EmptyState } from '../ui/empty-state.js';
import { useOnCountChange } from '../ui/use-on-count-change.js';

/** Changes when a connection has more files, or a scan has found more. */
const filesFound = ({ items }: ConnectionList): number =>
  items.reduce((sum, { scan, files }) => sum + files.active + scan.files.found, 0);

/** The empty table. Refetches when a scan has found more files, which may match. */
export function NoFiles({ isFiltered, clear }: { readonly isFiltered: boolean; readonly clear: () => void }) {
  const client = useQueryClient();
  const { data: found = 0 } = useQuery({ ...connectionsQuery, select: filesFound });
  useOnCountChange(found, () => void client.invalidateQueries({ queryKey: FILES_KEY }, { cancelRefetch: false }));
  return isFiltered ? (
    <EmptyState icon={IconFilterOff} title="No matching files" action={<Button onClick={clear}>Clear filters</Button>}>
      No file matches the filters. Remove one, or clear them all.
    </EmptyState>
  ) : (
    <EmptyState
      icon={IconFiles}
      title="No files yet"
      action={
        <Button component={Link} to={PATHS.connections}>
          Go to App connectors
        </Button>
      }
    >
      Files appear here as soon as a scan finds them.
    </EmptyState>
  );
}

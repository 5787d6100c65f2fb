import { Button } from '@mantine/core';
import { IconFiles, IconFilterOff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { connectionsQuery, type ConnectionList } from '../api/connections.js';
import { FILES_KEY } from '../api/files.js';
import { EmptyState } from '../ui/empty-state.js';
import { useWhenMore } from '../ui/use-on-count-change.js';

const foundOf = ({ items }: ConnectionList): number => items.reduce((sum, { scan }) => sum + scan.files.found, 0);

/** A page without files, and why. As soon as a scan finds some they are asked for, for they may fit. */
export function NoFiles({ isNarrowed, clear }: { readonly isNarrowed: boolean; readonly clear: () => void }) {
  const client = useQueryClient();
  const { data: found = 0 } = useQuery({ ...connectionsQuery, select: foundOf });
  useWhenMore(found, () => void client.invalidateQueries({ queryKey: FILES_KEY }, { cancelRefetch: false }));
  return isNarrowed ? (
    <EmptyState icon={IconFilterOff} title="No file fits" action={<Button onClick={clear}>Clear the filters</Button>}>
      There is no file for what is asked for. Take a filter away, or all of them.
    </EmptyState>
  ) : (
    <EmptyState
      icon={IconFiles}
      title="No files yet"
      action={
        <Button component={Link} to="/connections">
          To the app connectors
        </Button>
      }
    >
      Files are here as soon as the scan of a connection finds them.
    </EmptyState>
  );
}

import { Anchor, Button, Text } from '@mantine/core';
import type { File } from '../api/files.js';
import { Fact, Facts } from '../ui/facts.js';
import { NO_FILTERS, type ViewChange } from './view.js';

const ACCESS_LABELS = {
  open: 'Anyone with the link',
  company: 'People in the company with the link',
  collaborators: 'Collaborators only',
} as const satisfies Readonly<Record<NonNullable<File['sharedLink']>['access'], string>>;

/** The most permissive shared link that gives access to a file: its own, or that of a folder above it. */
export function SharedLink(props: {
  readonly link: File['sharedLink'];
  readonly connectionId: string;
  readonly change: (change: ViewChange) => void;
}) {
  const { link, connectionId, change } = props;
  if (!link) {
    return (
      <Text size="sm" c="dimmed">
        No shared link on this file or on a folder above it.
      </Text>
    );
  }
  const { url, access, passwordProtected, inheritedFrom } = link;
  return (
    <Facts>
      <Fact name="Link">
        {isWebAddress(url) ? (
          <Anchor href={url} target="_blank" rel="noreferrer" size="sm">
            {url}
          </Anchor>
        ) : (
          <bdi>{url}</bdi>
        )}
      </Fact>
      <Fact name="Access">{ACCESS_LABELS[access]}</Fact>
      <Fact name="Password">{passwordProtected ? 'Required' : 'None'}</Fact>
      <Fact name="Created on">
        {inheritedFrom === null ? (
          'This file'
        ) : (
          <>
            Parent folder {inheritedFrom}
            <br />
            <Button
              variant="light"
              size="compact-xs"
              mt={4}
              onClick={() => change({ ...NO_FILTERS, connectionId, folderId: inheritedFrom, file: undefined })}
            >
              All files that inherit it
            </Button>
          </>
        )}
      </Fact>
    </Facts>
  );
}

/** Only http(s) addresses become links: a `javascript:` address would run code. */
const isWebAddress = (url: string): boolean => /^https?:\/\//i.test(url);

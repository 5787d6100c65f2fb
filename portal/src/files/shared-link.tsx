import { Anchor, Button, Text } from '@mantine/core';
import type { File } from '../api/files.js';
import { Fact, Facts } from '../ui/facts.js';
import { NO_FILTERS, type Change } from './view.js';

const OPEN_TO: Readonly<Record<NonNullable<File['sharedLink']>['access'], string>> = {
  open: 'Anybody with the link',
  company: 'Anybody of the company with the link',
  collaborators: 'Collaborators only',
};

/** The most open link in force on a file. */
export function SharedLink(props: {
  readonly link: File['sharedLink'];
  readonly connectionId: string;
  readonly change: (change: Change) => void;
}) {
  const { link, connectionId, change } = props;
  if (!link) {
    return (
      <Text size="sm" c="dimmed">
        There is none, neither of the file nor of a folder above it.
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
      <Fact name="Open to">{OPEN_TO[access]}</Fact>
      <Fact name="Password">{passwordProtected ? 'Asked for' : 'None'}</Fact>
      <Fact name="Set">
        {inheritedFrom === null ? (
          'On the file itself'
        ) : (
          <>
            On folder {inheritedFrom}, above it
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

/** A link from outside leads to the web, and runs nothing. */
const isWebAddress = (url: string): boolean => /^https?:\/\//i.test(url);

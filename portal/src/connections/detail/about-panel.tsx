import { Anchor } from '@mantine/core';
import type { Connection } from '../../api/connections.js';
import { Copyable } from '../../ui/copyable.js';
import { Time } from '../../ui/time.js';
import { StatusBadge } from '../badges.js';
import { Panel } from './panel.js';
import { Tile, Tiles } from './tiles.js';

/** Box's account roles; the API does not promise that there are no others. */
const ROLES: Readonly<Record<string, string>> = { admin: 'Admin', coadmin: 'Co-Admin', user: 'User' };

/** The connection's enterprise, account and dates, with a link to the Temporal UI for operators. */
export function AboutPanel({ connection }: { readonly connection: Connection }) {
  const { account, enterprise, workflow } = connection;
  return (
    <Panel title="About this connection" aside={<StatusBadge connection={connection} />}>
      <Tiles>
        <Tile name="App">Box</Tile>
        {enterprise && (
          <Tile name="Enterprise">
            <bdi>{enterprise.name}</bdi> ({enterprise.id})
          </Tile>
        )}
        {account && (
          <Tile name="Account">
            <bdi>{account.login}</bdi> ({ROLES[account.role] ?? account.role})
          </Tile>
        )}
        <Tile name="Created">
          <Time at={connection.createdAt} />
        </Tile>
        {connection.connectedAt !== null && (
          <Tile name="Connected">
            <Time at={connection.connectedAt} />
          </Tile>
        )}
        {connection.disconnectedAt !== null && (
          <Tile name="Disconnected">
            <Time at={connection.disconnectedAt} />
          </Tile>
        )}
      </Tiles>
      {workflow.url === null ? (
        <Tiles>
          <Tile name="ID in Temporal">
            <Copyable text={workflow.id} label="the ID in Temporal" />
          </Tile>
        </Tiles>
      ) : (
        <Anchor href={workflow.url} target="_blank" rel="noreferrer" size="sm">
          Open in Temporal UI
        </Anchor>
      )}
    </Panel>
  );
}

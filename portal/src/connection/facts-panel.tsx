import { Anchor } from '@mantine/core';
import type { Connection } from '../api/connections.js';
import { Copyable } from '../components/copyable.js';
import { Time } from '../components/time.js';
import { StatusBadge } from './badges.js';
import { Fact, Facts } from './facts.js';
import { Panel } from './panel.js';

const ROLES: Readonly<Record<string, string>> = { admin: 'Admin', coadmin: 'Co-Admin', user: 'user' };

/** Whose connection this is, since when, and what carries it. */
export function FactsPanel({ connection }: { readonly connection: Connection }) {
  const { account, enterprise, workflow } = connection;
  return (
    <Panel title="About this connection" aside={<StatusBadge status={connection.status} />}>
      <Facts>
        <Fact name="App">Box</Fact>
        {enterprise && (
          <Fact name="Enterprise">
            <bdi>{enterprise.name}</bdi> ({enterprise.id})
          </Fact>
        )}
        {account && (
          <Fact name="Account">
            <bdi>{account.login}</bdi> ({ROLES[account.role] ?? account.role})
          </Fact>
        )}
        <Fact name="Created">
          <Time at={connection.createdAt} />
        </Fact>
        {connection.connectedAt !== null && (
          <Fact name="Connected">
            <Time at={connection.connectedAt} />
          </Fact>
        )}
        {connection.disconnectedAt !== null && (
          <Fact name="Disconnected">
            <Time at={connection.disconnectedAt} />
          </Fact>
        )}
      </Facts>
      {workflow.url === null ? (
        <Facts>
          <Fact name="Workflow in Temporal">
            <Copyable text={workflow.id} label="the workflow’s id" />
          </Fact>
        </Facts>
      ) : (
        <Anchor href={workflow.url} target="_blank" rel="noreferrer" size="sm">
          Its workflow in Temporal’s UI
        </Anchor>
      )}
    </Panel>
  );
}

import type { Connection } from '../../api/connections.js';
import { Panel } from './panel.js';
import { TestApi } from './test-api.js';

/** Test API, as a part of the page. */
export function TestPanel({ connection }: { readonly connection: Connection }) {
  return (
    <Panel title="Test API">
      <TestApi connection={connection} />
    </Panel>
  );
}

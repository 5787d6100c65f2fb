import type { Connection } from '../../api/connections.js';
import { Panel } from './panel.js';
import { TestApi } from './test-api.js';

/** The panel of Test API. */
export function TestPanel({ connection }: { readonly connection: Connection }) {
  return (
    <Panel title="Test API">
      <TestApi connection={connection} />
    </Panel>
  );
}

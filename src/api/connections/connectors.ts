import { z } from 'zod';
import { setupGuide } from '../../box/setup-guide.js';
import type { Api, ApiDependencies } from '../dependencies.js';
import { problems } from '../http/schemas.js';

const guide = z
  .object({
    steps: z.array(z.string()),
    accountNotes: z.array(z.object({ account: z.string(), coverage: z.string(), note: z.string() })),
    appRestriction: z.object({ dataCenter: z.string(), apiKey: z.string(), where: z.string() }),
    dataCenters: z.array(z.object({ dataCenter: z.string(), apiKey: z.string() })),
    permissions: z.array(z.object({ name: z.string(), consoleName: z.string(), why: z.string() })),
  })
  .meta({ id: 'SetupGuide' });

/** What an admin needs to know before connecting. */
export function connectorRoutes(app: Api, { config }: ApiDependencies): void {
  app.get(
    '/connectors/box',
    { schema: { tags: ['Connections'], summary: 'The setup guide for Box', response: { 200: guide, ...problems } } },
    () => {
      const { dataCenter, clientId } = config.box;
      const { steps, accountNotes, appRestriction, dataCenters, permissions } = setupGuide({ dataCenter, clientId });
      return {
        steps: [...steps],
        accountNotes: [...accountNotes],
        appRestriction,
        dataCenters: [...dataCenters],
        permissions: [...permissions],
      };
    },
  );
}

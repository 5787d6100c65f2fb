import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { setupGuide } from '../../box/setup-guide.js';
import { problems } from '../http/schemas.js';

const setupGuideBody = z
  .object({
    steps: z.array(z.string()),
    accountNotes: z.array(z.object({ account: z.string(), coverage: z.string(), note: z.string() })),
    appRestriction: z.object({ dataCenter: z.string(), apiKey: z.string(), where: z.string() }),
    dataCenters: z.array(z.object({ dataCenter: z.string(), apiKey: z.string() })),
    permissions: z.array(z.object({ name: z.string(), consoleName: z.string(), why: z.string() })),
  })
  .meta({ id: 'SetupGuide' });

/** The setup guide: what to prepare in Box before connecting. */
export const connectorRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/connectors/box',
    {
      schema: {
        tags: ['Connections'],
        summary: 'Get the setup guide for Box',
        response: { 200: setupGuideBody, ...problems },
      },
    },
    () => {
      const { dataCenter, clientId } = app.config.box;
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
};

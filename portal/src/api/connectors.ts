/** Query of the setup guide. */
import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.js';
import type { components } from './schema.js';

/** Which Box accounts can connect, the app key to allow in Box's Admin Console, and the permissions that are requested. */
export type SetupGuide = components['schemas']['SetupGuide'];

/** The setup guide for Box; it depends only on the installation's settings. */
export const boxGuideQuery = queryOptions({
  queryKey: ['connectors', 'box'],
  staleTime: Infinity,
  queryFn: async (): Promise<SetupGuide> => unwrap(api.GET('/v1/connectors/box')),
});

/** What an admin needs to know before connecting. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { components } from './schema.js';

/** The accounts one can connect with, the key to allow in Box's console, and what Boxward asks Box for. */
export type SetupGuide = components['schemas']['SetupGuide'];

/** The setup guide for Box; it changes with a deployment's settings alone. */
export const boxGuideQuery = queryOptions({
  queryKey: ['connectors', 'box'],
  staleTime: Infinity,
  queryFn: async (): Promise<SetupGuide> => answerOf(api.GET('/v1/connectors/box')),
});

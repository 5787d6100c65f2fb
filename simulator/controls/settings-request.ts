/** The body of `POST /_sim/settings`. */
import { z } from 'zod';
import { appSettings } from '../box/auth/app-settings.js';
import { userByLogin } from '../enterprise/world/users.js';
import type { World } from '../enterprise/world/world.js';
import { MAX_TIMER_MS } from './fault-request.js';

const linkAccess = z.enum(['open', 'company', 'collaborators']);
const timer = z.number().int().nonnegative().max(MAX_TIMER_MS);
/** No timer, but a span of the simulator's time: up to a hundred years. */
const span = z
  .number()
  .int()
  .nonnegative()
  .max(100 * 365 * 24 * 3_600_000);
/** The last retry of a delivery waits 2^12 times as long as the first. */
const LONGEST_RETRY = Math.floor(MAX_TIMER_MS / 2 ** 12);

const NOBODY = 'there is no user of that login';

/** The settings that can be changed, each by itself; those who are named by login must be there. */
export function settingsRequest(world: World) {
  const isUser = (text: string) => userByLogin(world, text) !== undefined;
  const login = z.string().refine(isUser, NOBODY);
  return appSettings.partial().extend({
    coAdminPrivileges: appSettings.shape.coAdminPrivileges
      .superRefine((rights, context) => {
        const nobody = Object.keys(rights).find((text) => !isUser(text));
        if (nobody !== undefined) context.addIssue({ code: 'custom', path: [nobody], message: NOBODY });
      })
      .optional(),
    tenantPolicy: z
      .strictObject({
        sharedLinkAccess: linkAccess.default('open'),
        sharedLinkDefaultAccess: linkAccess.default('company'),
        collaborationExpiry: z.boolean().default(true),
        externalCollaboration: z.boolean().default(true),
      })
      .optional(),
    repeatsInheritedCollaborations: z.boolean().optional(),
    searchLagMs: span.optional(),
    appRestriction: z.strictObject({ enabled: z.boolean(), allowedClientIds: z.array(z.string()) }).optional(),
    rateLimitPerMinute: z.number().int().positive().optional(),
    signIn: login.optional(),
    latencyMs: timer.optional(),
    eventLatencyMs: z.strictObject({ streaming: span.optional(), adminLogs: span.optional() }).optional(),
    shortPages: z.boolean().optional(),
    zeroWhenEmpty: z.boolean().optional(),
    positions: z.enum(['alternating', 'number', 'string']).optional(),
    longPollMs: timer.positive().optional(),
    webhookKeys: z.strictObject({ primary: z.string(), secondary: z.string() }).optional(),
    webhookRetryMs: timer.max(LONGEST_RETRY).optional(),
    allowInsecureWebhooks: z.boolean().optional(),
    serviceId: z.string().optional(),
    contentReadyAfterMs: span.optional(),
  });
}

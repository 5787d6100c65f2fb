/** The body of `POST /_sim/settings`. */
import { z } from 'zod';
import { appSettings } from '../box/auth/app-settings.js';
import { userByLogin } from '../enterprise/world/users.js';
import type { World } from '../enterprise/world/world.js';
import { MAX_TIMER_MS } from './fault-request.js';

const linkAccess = z.enum(['open', 'company', 'collaborators']);
const timer = z.number().int().nonnegative().max(MAX_TIMER_MS);
/** A duration of simulated time, which no timer measures: up to 100 years. */
const duration = z
  .number()
  .int()
  .nonnegative()
  .max(100 * 365 * 24 * 3_600_000);
/** The last of 12 retries waits 2^12 times as long as the first. */
const MAX_RETRY_MS = Math.floor(MAX_TIMER_MS / 2 ** 12);

const MAX_TOKEN_SECONDS = 24 * 3_600;
const UNKNOWN_LOGIN = 'there is no user with this login';

/** The schema of a change of settings; all members are optional. Users named by login must exist. */
export function settingsRequest(world: World) {
  const isUser = (text: string) => userByLogin(world, text) !== undefined;
  const login = z.string().refine(isUser, UNKNOWN_LOGIN);
  return appSettings.partial().extend({
    coAdminPrivileges: appSettings.shape.coAdminPrivileges
      .superRefine((rights, context) => {
        const unknown = Object.keys(rights).find((text) => !isUser(text));
        if (unknown !== undefined) context.addIssue({ code: 'custom', path: [unknown], message: UNKNOWN_LOGIN });
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
    inheritsHasCollaborations: z.boolean().optional(),
    accessTokenSeconds: z.number().int().positive().max(MAX_TOKEN_SECONDS).nullable().optional(),
    strictEventTimes: z.boolean().optional(),
    searchLagMs: duration.optional(),
    appRestriction: z.strictObject({ enabled: z.boolean(), allowedClientIds: z.array(z.string()) }).optional(),
    rateLimitPerMinute: z.number().int().positive().optional(),
    signIn: login.optional(),
    latencyMs: timer.optional(),
    eventLatencyMs: z.strictObject({ streaming: duration.optional(), adminLogs: duration.optional() }).optional(),
    shortPages: z.boolean().optional(),
    zeroWhenEmpty: z.boolean().optional(),
    positions: z.enum(['alternating', 'number', 'string']).optional(),
    longPollMs: timer.positive().optional(),
    webhookKeys: z.strictObject({ primary: z.string(), secondary: z.string() }).optional(),
    webhookRetryMs: timer.max(MAX_RETRY_MS).optional(),
    allowInsecureWebhooks: z.boolean().optional(),
    serviceId: z.string().optional(),
    contentReadyAfterMs: duration.optional(),
  });
}

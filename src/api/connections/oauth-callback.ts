import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { OAUTH_CALLBACK_PATH } from '../../config.js';
import type { ConsentOutcome } from '../../domain/connection.js';
import { answerConsent, isOpenState, lockConsent, type Consent } from '../../store/connections/consents.js';
import { sha256 } from '../../util/sha256.js';
import { errorPage, repeatedConsentPage } from '../http/html-pages.js';
import { isPrefetch } from '../http/prefetch.js';
import { ApiError } from '../http/problem.js';
import type { RequestOf } from '../http/route-types.js';
import { resolveConsent, type Callback } from './resolve-consent.js';
import { allowIdle } from '../../store/sql/postgres.js';

/** The longest that Postgres waits for the exchange of the code at Box, in milliseconds. */
const EXCHANGE_MS = 30_000;
/** How long the redirect waits for the workflow to be signalled, in milliseconds. */
const DELIVERY_WAIT_MS = 1_000;

const callbackQuery = z.object({
  state: z.string().max(200).default(''),
  code: z.string().min(1).max(2_000).optional(),
  error: z.string().min(1).max(200).optional(),
});

/** Why a consent link does not work; shown as a page instead of the redirect. */
interface Refusal {
  readonly status: 400 | 410;
  readonly code: string;
  readonly message: string;
  /** The link was used by a consent that was granted: nothing is wrong. */
  readonly wasGranted?: boolean;
}
type Outcome = { readonly refusal: Refusal } | { readonly connectionId: string; readonly outcome: ConsentOutcome };

/**
 * The route that Box redirects to after consent. A code is valid for 30 seconds, so it is exchanged here and not in a
 * worker; the tokens are stored encrypted, in the same transaction as the outcome. If the process is killed between
 * Box's response and the commit, the code is lost, and the link can be opened again.
 */
export const oauthCallbackRoute: FastifyPluginAsyncZod = async (app) => {
  // A link checker asks with HEAD. The method is safe (RFC 9110 §9.2.1), so it must not use up the code.
  app.head(OAUTH_CALLBACK_PATH, { schema: { hide: true } }, (_request, reply) =>
    reply.header('cache-control', 'no-store').send(),
  );
  app.get(
    OAUTH_CALLBACK_PATH,
    {
      exposeHeadRoute: false,
      schema: {
        tags: ['Consent'],
        summary: 'Receive the redirect from Box after consent was given or denied',
        querystring: callbackQuery,
      },
      config: { rateLimit: { max: 60, timeWindow: '1 minute', allowList: hasOpenState } },
    },
    handleCallback,
  );
};

/** Exempts callbacks of open links from the rate limit, so that other requests from the same address cannot block them. */
async function hasOpenState({ server, query }: FastifyRequest): Promise<boolean> {
  const { data } = callbackQuery.safeParse(query);
  return data !== undefined && isOpenState(server.db, sha256(data.state));
}

async function handleCallback(
  { server, query, headers }: RequestOf<{ querystring: typeof callbackQuery }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  void reply.header('referrer-policy', 'no-referrer').header('cache-control', 'no-store');
  // A browser that is refused a prefetch makes the request again when the user follows the link.
  if (isPrefetch(headers)) return reply.code(503).send();
  assertCodeOrError(query);
  const result = await recordConsent(server, query);
  if ('refusal' in result) return sendRefusal(reply, result.refusal);
  await Promise.race([server.consentOutbox.deliverNow(), delay(DELIVERY_WAIT_MS)]);
  const { connectionId, outcome } = result;
  return reply.redirect(`${server.config.publicUrl}/connections/${connectionId}?consent=${outcome}`, 303);
}

/** Stores the outcome of a consent and, if it was granted, the tokens. */
function recordConsent({ cipher, config, db }: FastifyInstance, callback: Callback): Promise<Outcome> {
  return db.transaction().execute(async (trx): Promise<Outcome> => {
    const consent = await lockConsent(trx, sha256(callback.state));
    if (!consent) return { refusal: UNKNOWN_STATE };
    const refusal = refusalOf(consent);
    if (refusal) return { refusal };
    await allowIdle(trx, EXCHANGE_MS);
    const answer = await resolveConsent(config, callback);
    await answerConsent(trx, cipher, consent, answer);
    return { connectionId: consent.connection_id, outcome: answer.outcome };
  });
}

/** An incomplete address, for example one that was copied in part, must not use up the link. */
function assertCodeOrError({ code, error }: Callback): void {
  if (code !== undefined || error !== undefined) return;
  const errors = [{ field: 'querystring.code', message: 'is missing, and there is no error either' }];
  throw new ApiError(400, 'invalid_request', 'querystring.code: is missing, and there is no error either', { errors });
}

const UNKNOWN_STATE: Refusal = {
  status: 400,
  code: 'unknown_state',
  message: 'No consent link matches this address.',
};

/** Why a consent link no longer works; null if it does. */
function refusalOf({ outcome, expires_at: expiresAt }: Consent): Refusal | null {
  if (outcome === 'superseded') {
    const message = 'A newer consent link was issued for this connection, or the connection was disconnected.';
    return { status: 410, code: 'link_superseded', message };
  }
  if (outcome === 'granted') {
    // A reload, or the admin's own request after that of a link checker.
    return { status: 410, code: 'link_used', message: 'The consent was received.', wasGranted: true };
  }
  if (outcome !== null) {
    return { status: 410, code: 'link_used', message: 'This consent link has been used; it works once.' };
  }
  if (expiresAt.getTime() < Date.now()) {
    return { status: 410, code: 'link_expired', message: 'This consent link has expired.' };
  }
  return null;
}

function sendRefusal(reply: FastifyReply, { status, code, message, wasGranted = false }: Refusal): FastifyReply {
  const html = wasGranted ? repeatedConsentPage(code) : errorPage(code, message);
  return reply.code(status).type('text/html; charset=utf-8').send(html);
}

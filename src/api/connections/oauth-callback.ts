import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { exchangeCode, isBoxError } from '../../box/oauth.js';
import { problem, type ProblemCode } from '../../domain/problems.js';
import {
  answerConsent,
  isOpenState,
  lockConsent,
  type Consent,
  type ConsentAnswer,
} from '../../store/connections/consents.js';
import { sha256 } from '../../util/sha256.js';
import type { ConsentDelivery } from './consent-outbox.js';
import { OAUTH_CALLBACK_PATH, oauthApp } from '../../config.js';
import type { Api, ApiDependencies } from '../dependencies.js';
import { errorPage } from '../http/html-pages.js';

const callbackQuery = z.object({
  state: z.string().max(200).default(''),
  code: z.string().max(2_000).optional(),
  error: z.string().max(200).optional(),
});
type Callback = z.output<typeof callbackQuery>;

/** What is shown instead of a redirect when the link does not work. */
interface Refusal {
  readonly status: 400 | 410;
  readonly code: string;
  readonly message: string;
}

/**
 * Where Box sends people back to. Box's code lives 30 seconds, so it is exchanged here and not in a worker; the tokens
 * are sealed and written down together with the outcome before anything else happens. What is killed between Box's
 * answer and that commit loses the code: the link can then be opened anew.
 */
export function oauthCallbackRoute(
  app: Api,
  { config, db, cipher }: ApiDependencies,
  delivery: Pick<ConsentDelivery, 'deliverNow'>,
): void {
  app.get(
    OAUTH_CALLBACK_PATH,
    {
      schema: { tags: ['Consent'], summary: 'From Box: consent was given or denied', querystring: callbackQuery },
      config: { rateLimit: { max: 60, timeWindow: '1 minute', allowList: isAwaited } },
    },
    async (request, reply) => {
      void reply.header('referrer-policy', 'no-referrer').header('cache-control', 'no-store');
      const callback = request.query;
      const outcome = await db.transaction().execute(async (trx) => {
        const consent = await lockConsent(trx, sha256(callback.state));
        const refusal = refusalOf(consent);
        if (!consent || refusal) return { refusal };
        const answer = await answerOf(callback);
        await answerConsent(trx, cipher, consent, answer);
        return { refusal: null, connectionId: consent.connection_id, outcome: answer.outcome };
      });
      if (outcome.refusal !== null) return refuse(reply, outcome.refusal);
      await Promise.race([delivery.deliverNow(), new Promise((resolve) => setTimeout(resolve, 1_000))]);
      return reply.redirect(`${config.publicUrl}/connections/${outcome.connectionId}?consent=${outcome.outcome}`, 303);
    },
  );

  /** Whoever comes from a link of ours is let through, however much junk comes from the same address. */
  async function isAwaited({ query }: FastifyRequest): Promise<boolean> {
    const { data } = callbackQuery.safeParse(query);
    return data !== undefined && isOpenState(db, sha256(data.state));
  }

  async function answerOf({ code, error }: Callback): Promise<ConsentAnswer> {
    if (error === 'access_denied') return { outcome: 'denied' };
    if (code === undefined)
      return failed(error === 'unauthorized_client' ? 'app_disabled_by_admin' : 'consent_code_rejected');
    try {
      const tokens = await exchangeCode(oauthApp(config), code, { timeoutMs: 15_000 });
      return { outcome: 'granted', grantId: randomUUID(), tokens };
    } catch (thrown) {
      if (!isBoxError(thrown)) throw thrown;
      // The code is used up or Box is away; either way this link has had its turn.
      return { outcome: 'failed', reason: thrown.problem };
    }
  }

  const failed = (code: ProblemCode): ConsentAnswer => ({ outcome: 'failed', reason: problem(code) });
}

function refusalOf(consent: Consent | undefined): Refusal | null {
  if (!consent) {
    return { status: 400, code: 'unknown_state', message: 'This consent does not belong to any link of ours.' };
  }
  if (consent.outcome === 'superseded') {
    return {
      status: 410,
      code: 'link_superseded',
      message: 'A newer consent link was issued for this connection, or it was disconnected.',
    };
  }
  if (consent.outcome !== null) {
    return { status: 410, code: 'link_used', message: 'This consent link was used already; it works once.' };
  }
  if (consent.expires_at.getTime() < Date.now()) {
    return { status: 410, code: 'link_expired', message: 'This consent link has expired.' };
  }
  return null;
}

function refuse(reply: FastifyReply, { status, code, message }: Refusal): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(errorPage(code, message));
}

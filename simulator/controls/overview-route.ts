/** The overview page, under /_sim/. */
import type { FastifyInstance } from 'fastify';
import { managedUsers } from '../enterprise/world/users.js';
import type { State } from '../state.js';
import { overviewPage } from './overview-page.js';

/** Registers the overview page. */
export function overviewRoute(app: FastifyInstance, { world, clock, requests, faults, activity, events }: State): void {
  app.get('/_sim/', (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(
      overviewPage({
        now: clock.now(),
        size: world.size,
        users: managedUsers(world),
        events: events.lastSeq,
        requests: requests.summary(),
        faults: faults.list(),
        activity: activity.status(),
      }),
    ),
  );
  app.get('/_sim', (_request, reply) => reply.redirect('/_sim/', 302));
}

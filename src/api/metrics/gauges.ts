/** The gauges of the deployment. Only the API serves them, each instance the same: use `max`, not `sum`, over several. */
import type { FastifyInstance } from 'fastify';
import { HEALTH_CODES, HEALTH_STATES } from '../../domain/health.js';
import { isWorking } from '../../domain/health-deployment.js';
import type { ConnectionHealth, Deployment, HealthReader } from '../../health/reader.js';
import { readAtScrape } from '../../metrics/read-at-scrape.js';
import type { Metrics } from '../../metrics/registry.js';
import { readEventLag, readQueueDepths } from '../../store/health/gauges.js';
import type { Db } from '../../store/sql/postgres.js';

/** Reads the gauges of the deployment at each scrape; `db` is a pool of their own, apart from that of requests. */
export function deploymentGauges(metrics: Metrics, { health, db }: { health: HealthReader; db: Db }): void {
  readAtScrape(
    metrics,
    async () => ({ deployment: await health.deployment(), connections: await health.all() }),
    (read) => publishHealth(metrics, read),
  );
  readAtScrape(
    metrics,
    () => readQueueDepths(db),
    (depths) => {
      metrics.clear('boxward_queue_depth');
      for (const lane of ['express', 'subtree', 'bulk', 'parked'] as const) {
        if (depths) metrics.set('boxward_queue_depth', { lane }, depths[lane]);
      }
    },
  );
  readAtScrape(
    metrics,
    () => readEventLag(db),
    (events) => {
      metrics.clear('boxward_event_lag_seconds');
      metrics.clear('boxward_event_poll_age_seconds');
      if (typeof events?.lag === 'number') metrics.set('boxward_event_lag_seconds', {}, events.lag);
      if (typeof events?.pollAge === 'number') metrics.set('boxward_event_poll_age_seconds', {}, events.pollAge);
    },
  );
}

interface HealthRead {
  readonly deployment: Deployment;
  readonly connections: readonly ConnectionHealth[];
}

function publishHealth(metrics: Metrics, read: HealthRead | null): void {
  metrics.clear('boxward_postgres_up');
  metrics.clear('boxward_temporal_up');
  metrics.clear('boxward_deployment_health');
  metrics.clear('boxward_workers');
  metrics.clear('boxward_connections');
  metrics.clear('boxward_connection_problems');
  if (!read) return;
  const { facts, health, now } = read.deployment;
  metrics.set('boxward_postgres_up', {}, facts.postgresFailingSince ? 0 : 1);
  metrics.set('boxward_temporal_up', {}, facts.temporalFailingSince ? 0 : 1);
  for (const state of HEALTH_STATES) {
    metrics.set('boxward_deployment_health', { state }, health.state === state ? 1 : 0);
  }
  // Then neither workers nor connections can be read.
  if (facts.postgresFailingSince || facts.areMigrationsPending) return;
  metrics.set('boxward_workers', {}, facts.workers.filter((worker) => isWorking(worker, now)).length);
  const healths = read.connections.map((connection) => connection.health);
  for (const state of HEALTH_STATES) {
    metrics.set('boxward_connections', { state }, healths.filter((each) => each.state === state).length);
  }
  for (const code of HEALTH_CODES) {
    const having = healths.filter(({ reasons }) => reasons.some((reason) => reason.code === code));
    metrics.set('boxward_connection_problems', { code }, having.length);
  }
}

/** Measures the requests to the API. Must be called before the app listens. */
export function measureRequests(metrics: Metrics, app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const type = reply.raw.getHeader('content-type');
    // A stream lasts as long as its reader wants.
    if (type === 'text/event-stream') return;
    metrics.observe(
      'boxward_api_request_duration_seconds',
      {
        method: METHODS.has(request.method) ? request.method : 'other',
        status: `${Math.floor(reply.statusCode / 100)}xx`,
      },
      reply.elapsedTime / 1_000,
    );
  });
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

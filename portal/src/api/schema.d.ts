/** Generated from the API's OpenAPI description by npm run portal:types; do not edit. */
export interface paths {
  '/healthz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Check that the process is alive */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {string} */
              status: 'ok';
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/oauth/box/callback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Receive the redirect from Box after consent was given or denied */
    get: {
      parameters: {
        query?: {
          code?: string;
          error?: string;
          state?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/readyz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Check that Postgres, its migrations and Temporal are ready, and count what works */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @description The number of connections in each state, without disconnected ones */
              connections: {
                action_required: number;
                degraded: number;
                healthy: number;
                stalled: number;
              };
              /** @description Whether every process has the keys of all stored tokens */
              encryptionKeys: boolean;
              migrations: boolean;
              postgres: boolean;
              /** @enum {string} */
              status: 'ready' | 'not_ready';
              temporal: boolean;
              /** @description The worker processes that work */
              workers: number;
            };
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @description The number of connections in each state, without disconnected ones */
              connections: {
                action_required: number;
                degraded: number;
                healthy: number;
                stalled: number;
              };
              /** @description Whether every process has the keys of all stored tokens */
              encryptionKeys: boolean;
              migrations: boolean;
              postgres: boolean;
              /** @enum {string} */
              status: 'ready' | 'not_ready';
              temporal: boolean;
              /** @description The worker processes that work */
              workers: number;
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/activities': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List activities, newest first, or stream all matching ones with Accept: application/x-ndjson or format=ndjson */
    get: {
      parameters: {
        query?: {
          actorId?: string;
          after?: string;
          before?: string;
          category?: 'modifies' | 'shares' | 'moves' | 'removes' | 'reads' | 'other';
          connectionId?: string;
          /** @description Which connections to include. Default: `active`, which leaves out disconnected ones; with `connectionId`, that connection in any state. If an enterprise is connected more than once, each of its files and events is included once */
          connectionState?: 'active' | 'disconnected' | 'any';
          cursor?: string;
          /** @description `ndjson` is the same as Accept: application/x-ndjson, for use in links */
          format?: 'json' | 'ndjson';
          ip?: string;
          itemId?: string;
          limit?: number;
          type?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              items: components['schemas']['Activity'][];
              nextCursor: string | null;
              /** @description Events from before this time have been deleted (BOXWARD_EVENT_RETENTION_DAYS); null if none have been */
              retainedFrom: string | null;
            };
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/activities/summary': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Count matching activities per time bucket and per type */
    get: {
      parameters: {
        query?: {
          actorId?: string;
          /** @description Default: 7 days before `before` */
          after?: string;
          /** @description Default: now */
          before?: string;
          /** @description The maximum number of time buckets */
          buckets?: number;
          category?: 'modifies' | 'shares' | 'moves' | 'removes' | 'reads' | 'other';
          connectionId?: string;
          /** @description Which connections to include. Default: `active`, which leaves out disconnected ones; with `connectionId`, that connection in any state. If an enterprise is connected more than once, each of its files and events is included once */
          connectionState?: 'active' | 'disconnected' | 'any';
          ip?: string;
          itemId?: string;
          type?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ActivitySummary'];
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/connections': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List connections, oldest first */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              items: components['schemas']['Connection'][];
              nextCursor: string | null;
            };
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    /** Create a connection; a Box admin then opens its consentUrl */
    post: {
      parameters: {
        query?: never;
        header?: {
          'idempotency-key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            name: string;
            /** @enum {string} */
            provider: 'box';
          };
        };
      };
      responses: {
        /** @description Default Response */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['NewConnection'];
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/connections/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get a connection */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Connection'];
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Disconnect: stop all work, revoke the tokens at Box and delete them here; purge=true also deletes all data */
    delete: {
      parameters: {
        query?: {
          purge?: 'true' | 'false';
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Connection'];
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/connections/{id}/consent-link': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Create a new consent link: after the last one expired or was denied, or to reauthorize */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              consentExpiresAt: string;
              consentUrl: string;
            };
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/connections/{id}/problems': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List all skipped users and parked items, each with the reason and a remedy */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              items: components['schemas']['ScanProblem'][];
              nextCursor: string | null;
            };
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/connections/{id}/progress': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Follow a connection: server-sent events with its body whenever it changes */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/connections/{id}/scan': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get the progress of the scan */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Scan'];
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/connections/{id}/scan/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Pause the scan */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {boolean} */
              accepted: true;
              /** @description What happens, and when */
              message: string;
              /** @description What has been requested and has not taken effect yet */
              requested: ('pause' | 'resume' | 'restart') | null;
              /**
               * @description The state of the scan when it was requested
               * @enum {string}
               */
              state: 'waiting' | 'running' | 'paused' | 'idle' | 'stopped';
              /** @enum {string} */
              willTakeEffect: 'now' | 'when a worker is back' | 'after reauthorization' | 'after resume';
            };
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/connections/{id}/scan/promote': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Move files to the head of the scan queue */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            fileIds: string[];
          };
        };
      };
      responses: {
        /** @description Default Response */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {boolean} */
              accepted: true;
              /** @description What happens, and when */
              message: string;
              /** @description What has been requested and has not taken effect yet */
              requested: ('pause' | 'resume' | 'restart') | null;
              /**
               * @description The state of the scan when it was requested
               * @enum {string}
               */
              state: 'waiting' | 'running' | 'paused' | 'idle' | 'stopped';
              /** @enum {string} */
              willTakeEffect: 'now' | 'when a worker is back' | 'after reauthorization' | 'after resume';
            };
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/connections/{id}/scan/queue': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get the head of the scan queue, in the order of processing, and the number of items that wait */
    get: {
      parameters: {
        query?: {
          limit?: number;
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Queue'];
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/connections/{id}/scan/recent': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the last 50 priority rescans with what they changed, newest first */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Rescans'];
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/connections/{id}/scan/restart': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Restart the scan */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {boolean} */
              accepted: true;
              /** @description What happens, and when */
              message: string;
              /** @description What has been requested and has not taken effect yet */
              requested: ('pause' | 'resume' | 'restart') | null;
              /**
               * @description The state of the scan when it was requested
               * @enum {string}
               */
              state: 'waiting' | 'running' | 'paused' | 'idle' | 'stopped';
              /** @enum {string} */
              willTakeEffect: 'now' | 'when a worker is back' | 'after reauthorization' | 'after resume';
            };
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/connections/{id}/scan/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Resume the scan */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {boolean} */
              accepted: true;
              /** @description What happens, and when */
              message: string;
              /** @description What has been requested and has not taken effect yet */
              requested: ('pause' | 'resume' | 'restart') | null;
              /**
               * @description The state of the scan when it was requested
               * @enum {string}
               */
              state: 'waiting' | 'running' | 'paused' | 'idle' | 'stopped';
              /** @enum {string} */
              willTakeEffect: 'now' | 'when a worker is back' | 'after reauthorization' | 'after resume';
            };
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/connections/{id}/test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Run Test API; 202 when it takes longer than `wait` seconds */
    post: {
      parameters: {
        query?: {
          wait?: number;
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['TestResult'];
          };
        };
        /** @description Default Response */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              location: string;
            };
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/connectors/box': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get the setup guide for Box */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SetupGuide'];
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/files': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List active files of active connections, or those that the filter asks for; stream all of them with Accept: text/csv or format=csv */
    get: {
      parameters: {
        query?: {
          access?: 'private' | 'internal' | 'external' | 'public';
          connectionId?: string;
          /** @description Which connections to include. Default: `active`, which leaves out disconnected ones; with `connectionId`, that connection in any state. If an enterprise is connected more than once, each of its files and events is included once */
          connectionState?: 'active' | 'disconnected' | 'any';
          cursor?: string;
          extension?: string;
          /** @description Files in this folder, at any depth */
          folderId?: string;
          /** @description `csv` is the same as Accept: text/csv, for use in links */
          format?: 'json' | 'csv';
          limit?: number;
          modifiedAfter?: string;
          modifiedBefore?: string;
          ownerId?: string;
          /** @description Case-insensitive */
          ownerLogin?: string;
          /** @description Part of the path, case-insensitive; an index serves three or more characters */
          q?: string;
          scannedAfter?: string;
          /** @description Prefix with a minus for descending order. `modifiedAt` leaves out files for which Box provides no such time */
          sort?: 'name' | '-name' | 'size' | '-size' | 'modifiedAt' | '-modifiedAt' | 'scannedAt' | '-scannedAt';
          /** @description `any` includes files that are in the trash or gone. Can be repeated */
          state?: ('active' | 'trashed' | 'gone' | 'any') | ('active' | 'trashed' | 'gone' | 'any')[];
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              items: components['schemas']['File'][];
              nextCursor: string | null;
            };
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/files/{connectionId}/{fileId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get a file with its collaborators and scans */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          connectionId: string;
          fileId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['FileDetails'];
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/files/summary': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Count matching files, each once, by access and by state; the filter `access` is ignored */
    get: {
      parameters: {
        query?: {
          access?: 'private' | 'internal' | 'external' | 'public';
          connectionId?: string;
          /** @description Which connections to include. Default: `active`, which leaves out disconnected ones; with `connectionId`, that connection in any state. If an enterprise is connected more than once, each of its files and events is included once */
          connectionState?: 'active' | 'disconnected' | 'any';
          extension?: string;
          /** @description Files in this folder, at any depth */
          folderId?: string;
          modifiedAfter?: string;
          modifiedBefore?: string;
          ownerId?: string;
          /** @description Case-insensitive */
          ownerLogin?: string;
          /** @description Part of the path, case-insensitive; an index serves three or more characters */
          q?: string;
          scannedAfter?: string;
          /** @description `any` includes files that are in the trash or gone. Can be repeated */
          state?: ('active' | 'trashed' | 'gone' | 'any') | ('active' | 'trashed' | 'gone' | 'any')[];
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['FileSummary'];
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get the health of the deployment and of every connection, the worst first */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['HealthOverview'];
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/overview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get an overview of the active connections: files, freshness, new public links, events; each file and event once */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Overview'];
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/progress': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Follow all connections: server-sent events with up to 100 connections whenever one changes, oldest first; disconnected ones are omitted first */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get the current session */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Session'];
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    /** Sign in with an API token or the code of a sign-in link; sets a cookie */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @description The code of a sign-in link */
            code?: string;
            /** @description An API token */
            token?: string;
          };
        };
      };
      responses: {
        /** @description Default Response */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Session'];
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    /** Sign out */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/sign-in-links': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Create a sign-in link for the caller’s token; it works once, within 15 minutes */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              expiresAt: string;
              url: string;
            };
          };
        };
        /** @description Default Response */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
        /** @description Default Response */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Problem'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Activity: {
      actor: {
        id: string;
        login: string | null;
        name: string | null;
      } | null;
      /** @enum {string} */
      category: 'modifies' | 'shares' | 'moves' | 'removes' | 'reads' | 'other';
      connectionId: string;
      eventId: string;
      ip: string | null;
      item: {
        id: string;
        name: string | null;
        ownerId: string | null;
        parentId: string | null;
        /** @enum {string} */
        type: 'file' | 'folder' | 'user' | 'other';
      } | null;
      occurredAt: string;
      /** @description Whether Boxward itself caused the event */
      own: boolean;
      raw: {
        [key: string]: unknown;
      };
      /** @enum {string} */
      source: 'backfill' | 'stream';
      /** @description Whether Box sent no readable time: `occurredAt` is the time of receipt then */
      timeUnknown: boolean;
      type: string;
    };
    ActivityInput: {
      actor: {
        id: string;
        login: string | null;
        name: string | null;
      } | null;
      /** @enum {string} */
      category: 'modifies' | 'shares' | 'moves' | 'removes' | 'reads' | 'other';
      connectionId: string;
      eventId: string;
      ip: string | null;
      item: {
        id: string;
        name: string | null;
        ownerId: string | null;
        parentId: string | null;
        /** @enum {string} */
        type: 'file' | 'folder' | 'user' | 'other';
      } | null;
      occurredAt: string;
      /** @description Whether Boxward itself caused the event */
      own: boolean;
      raw: {
        [key: string]: unknown;
      };
      /** @enum {string} */
      source: 'backfill' | 'stream';
      /** @description Whether Box sent no readable time: `occurredAt` is the time of receipt then */
      timeUnknown: boolean;
      type: string;
    };
    ActivitySummary: {
      /** @description Oldest first, including empty buckets */
      buckets: {
        /** @description The start of the bucket */
        at: string;
        byCategory: {
          modifies: number;
          moves: number;
          other: number;
          reads: number;
          removes: number;
          shares: number;
        };
        total: number;
      }[];
      bucketSeconds: number;
      /** @description The 20 most frequent types */
      byType: components['schemas']['EventTypeCount'][];
      from: string;
      /** @description Events from before this time have been deleted (BOXWARD_EVENT_RETENTION_DAYS); null if none have been */
      retainedFrom: string | null;
      to: string;
      /** @description All matching events of the time range */
      total: number;
    };
    ActivitySummaryInput: {
      /** @description Oldest first, including empty buckets */
      buckets: {
        /** @description The start of the bucket */
        at: string;
        byCategory: {
          modifies: number;
          moves: number;
          other: number;
          reads: number;
          removes: number;
          shares: number;
        };
        total: number;
      }[];
      bucketSeconds: number;
      /** @description The 20 most frequent types */
      byType: components['schemas']['EventTypeCountInput'][];
      from: string;
      /** @description Events from before this time have been deleted (BOXWARD_EVENT_RETENTION_DAYS); null if none have been */
      retainedFrom: string | null;
      to: string;
      /** @description All matching events of the time range */
      total: number;
    };
    Connection: {
      account: {
        id: string;
        login: string;
        name: string;
        role: string;
      } | null;
      /** @description Calls to Box (UTC days) */
      apiCalls: {
        /** @description Until when the scan is slowed so that the month’s calls last; null while it is not */
        bulkSlowedUntil: string | null;
        /** @description Calls of the whole month if live work and scans go on as they did: of all connections of the enterprise, because Box counts those of an enterprise together, but not of other apps; null without a limit */
        forecast: number | null;
        /** @description What the enterprise may use per month (BOX_MONTHLY_API_CALLS) */
        perMonth: number | null;
        /** @description Of this connection; at least `scan.apiCalls` of the scans begun this month */
        thisMonth: number;
        today: number;
      };
      backfill: {
        events: number;
        finishedAt: string | null;
        from: string;
        /** @description Why the last call failed; null if it succeeded */
        problem: components['schemas']['OngoingProblem'] | null;
        reachedAt: string | null;
        /** @enum {string} */
        state: 'waiting' | 'running' | 'failing' | 'done' | 'unavailable';
        to: string;
      } | null;
      connectedAt: string | null;
      /** @description Another connection to the same enterprise. Files and events that both have count there, so that sums across connections count each once; null if this is the only connection, or the one that counts */
      countedIn: {
        id: string;
        name: string;
      } | null;
      /** @description Whose files are scanned: `full` (every managed user’s), `limited`, or `own_files` (the account’s own); null before a consent. `full` is lowered to `limited` while the scan misses anything: see `coverageDetail` */
      coverage: ('full' | 'limited' | 'own_files') | null;
      /** @description What the scan misses; null before a consent */
      coverageDetail: {
        /** @description Since when Box lets the account act as no other user */
        asUserRefusedSince: string | null;
        /**
         * @description What the account allows
         * @enum {string}
         */
        base: 'full' | 'limited' | 'own_files';
        /** @description Folders whose listing at Box does not end */
        endlessListings: number;
        /** @description Folders that could not be listed; they are retried */
        parkedFolders: number;
        /** @description Changed files, folders and users that could not be rescanned; they are retried */
        parkedItems: number;
        /** @description Since when the oldest of these is missed; null if nothing is, or unknown */
        since: string | null;
        /** @description Users whose files are not scanned, deactivated ones included */
        skippedUsers: number;
        /** @description Entries of folders that could not be read */
        unreadableEntries: number;
        /** @description Whether the users could not be listed to the end */
        usersListingIncomplete: boolean;
      } | null;
      createdAt: string;
      disconnectedAt: string | null;
      /** @description When disconnecting was requested; it takes a moment */
      disconnectRequestedAt: string | null;
      enterprise: {
        id: string;
        name: string;
      } | null;
      eventStream: {
        events: number;
        gaps: {
          from: string;
          to: string;
        }[];
        /** @description How long after it happened the newest event was received */
        lagMs: number | null;
        lastEventAt: string | null;
        lastPolledAt: string | null;
        /** @description Why the last poll failed; null if it succeeded */
        problem: components['schemas']['OngoingProblem'] | null;
        /** @enum {string} */
        state: 'waiting' | 'following' | 'failing' | 'unavailable';
        /** @description Entries of Box’s event log that are not events, or could not be stored */
        unreadable: number;
      } | null;
      /** @description All files that this connection knows, by state: what `/v1/files?connectionId=…` lists. `scan.files` counts the progress of one scan */
      files: {
        active: number;
        /** @description No longer in Box, or no longer accessible to the account */
        gone: number;
        /** @description In Box’s trash */
        trashed: number;
      };
      health: components['schemas']['Health'];
      id: string;
      lastTest: components['schemas']['TestResult'] | null;
      name: string;
      /** @description The first 100; `/v1/connections/{id}/problems` lists all */
      problems: components['schemas']['ScanProblem'][];
      /** @constant */
      provider: 'box';
      /** @description The progress of Test API while it runs */
      runningTest: {
        /** @description The finished checks */
        checks: {
          durationMs: number;
          id: string;
          message: string;
          remedy: string | null;
          /** @enum {string} */
          status: 'passed' | 'failed' | 'skipped';
          title: string;
        }[];
        /** @description Why the running check is being retried; null if its calls have not failed */
        retrying: {
          message: string;
          since: string;
        } | null;
        startedAt: string;
        /** @description The remaining checks; the first one is running */
        waiting: {
          id: string;
          title: string;
        }[];
      } | null;
      scan: components['schemas']['Scan'];
      /** @enum {string} */
      status:
        | 'awaiting_consent'
        | 'consent_denied'
        | 'consent_expired'
        | 'connecting'
        | 'testing'
        | 'connected'
        | 'needs_reauthorization'
        | 'disconnected';
      statusReason: {
        code: string;
        message: string;
        remedy: string | null;
      } | null;
      /** @description The Temporal workflow of the connection */
      workflow: {
        id: string;
        /** @description Its page in Temporal’s UI */
        url: string | null;
      };
    };
    ConnectionInput: {
      account: {
        id: string;
        login: string;
        name: string;
        role: string;
      } | null;
      /** @description Calls to Box (UTC days) */
      apiCalls: {
        /** @description Until when the scan is slowed so that the month’s calls last; null while it is not */
        bulkSlowedUntil: string | null;
        /** @description Calls of the whole month if live work and scans go on as they did: of all connections of the enterprise, because Box counts those of an enterprise together, but not of other apps; null without a limit */
        forecast: number | null;
        /** @description What the enterprise may use per month (BOX_MONTHLY_API_CALLS) */
        perMonth: number | null;
        /** @description Of this connection; at least `scan.apiCalls` of the scans begun this month */
        thisMonth: number;
        today: number;
      };
      backfill: {
        events: number;
        finishedAt: string | null;
        from: string;
        /** @description Why the last call failed; null if it succeeded */
        problem: components['schemas']['OngoingProblemInput'] | null;
        reachedAt: string | null;
        /** @enum {string} */
        state: 'waiting' | 'running' | 'failing' | 'done' | 'unavailable';
        to: string;
      } | null;
      connectedAt: string | null;
      /** @description Another connection to the same enterprise. Files and events that both have count there, so that sums across connections count each once; null if this is the only connection, or the one that counts */
      countedIn: {
        id: string;
        name: string;
      } | null;
      /** @description Whose files are scanned: `full` (every managed user’s), `limited`, or `own_files` (the account’s own); null before a consent. `full` is lowered to `limited` while the scan misses anything: see `coverageDetail` */
      coverage: ('full' | 'limited' | 'own_files') | null;
      /** @description What the scan misses; null before a consent */
      coverageDetail: {
        /** @description Since when Box lets the account act as no other user */
        asUserRefusedSince: string | null;
        /**
         * @description What the account allows
         * @enum {string}
         */
        base: 'full' | 'limited' | 'own_files';
        /** @description Folders whose listing at Box does not end */
        endlessListings: number;
        /** @description Folders that could not be listed; they are retried */
        parkedFolders: number;
        /** @description Changed files, folders and users that could not be rescanned; they are retried */
        parkedItems: number;
        /** @description Since when the oldest of these is missed; null if nothing is, or unknown */
        since: string | null;
        /** @description Users whose files are not scanned, deactivated ones included */
        skippedUsers: number;
        /** @description Entries of folders that could not be read */
        unreadableEntries: number;
        /** @description Whether the users could not be listed to the end */
        usersListingIncomplete: boolean;
      } | null;
      createdAt: string;
      disconnectedAt: string | null;
      /** @description When disconnecting was requested; it takes a moment */
      disconnectRequestedAt: string | null;
      enterprise: {
        id: string;
        name: string;
      } | null;
      eventStream: {
        events: number;
        gaps: {
          from: string;
          to: string;
        }[];
        /** @description How long after it happened the newest event was received */
        lagMs: number | null;
        lastEventAt: string | null;
        lastPolledAt: string | null;
        /** @description Why the last poll failed; null if it succeeded */
        problem: components['schemas']['OngoingProblemInput'] | null;
        /** @enum {string} */
        state: 'waiting' | 'following' | 'failing' | 'unavailable';
        /** @description Entries of Box’s event log that are not events, or could not be stored */
        unreadable: number;
      } | null;
      /** @description All files that this connection knows, by state: what `/v1/files?connectionId=…` lists. `scan.files` counts the progress of one scan */
      files: {
        active: number;
        /** @description No longer in Box, or no longer accessible to the account */
        gone: number;
        /** @description In Box’s trash */
        trashed: number;
      };
      health: components['schemas']['HealthInput'];
      id: string;
      lastTest: components['schemas']['TestResultInput'] | null;
      name: string;
      /** @description The first 100; `/v1/connections/{id}/problems` lists all */
      problems: components['schemas']['ScanProblemInput'][];
      /** @constant */
      provider: 'box';
      /** @description The progress of Test API while it runs */
      runningTest: {
        /** @description The finished checks */
        checks: {
          durationMs: number;
          id: string;
          message: string;
          remedy: string | null;
          /** @enum {string} */
          status: 'passed' | 'failed' | 'skipped';
          title: string;
        }[];
        /** @description Why the running check is being retried; null if its calls have not failed */
        retrying: {
          message: string;
          since: string;
        } | null;
        startedAt: string;
        /** @description The remaining checks; the first one is running */
        waiting: {
          id: string;
          title: string;
        }[];
      } | null;
      scan: components['schemas']['ScanInput'];
      /** @enum {string} */
      status:
        | 'awaiting_consent'
        | 'consent_denied'
        | 'consent_expired'
        | 'connecting'
        | 'testing'
        | 'connected'
        | 'needs_reauthorization'
        | 'disconnected';
      statusReason: {
        code: string;
        message: string;
        remedy: string | null;
      } | null;
      /** @description The Temporal workflow of the connection */
      workflow: {
        id: string;
        /** @description Its page in Temporal’s UI */
        url: string | null;
      };
    };
    EventTypeCount: {
      /** @enum {string} */
      category: 'modifies' | 'shares' | 'moves' | 'removes' | 'reads' | 'other';
      count: number;
      type: string;
    };
    EventTypeCountInput: {
      /** @enum {string} */
      category: 'modifies' | 'shares' | 'moves' | 'removes' | 'reads' | 'other';
      count: number;
      type: string;
    };
    File: {
      /** @enum {string} */
      access: 'private' | 'internal' | 'external' | 'public';
      connectionId: string;
      /**
       * @description `disconnected`: the file is shown as it was when its connection was disconnected
       * @enum {string}
       */
      connectionState: 'active' | 'disconnected';
      createdAt: string | null;
      extension: string;
      fileId: string;
      generation: number;
      hasCollaborations: boolean;
      modifiedAt: string | null;
      name: string;
      ownerId: string;
      ownerLogin: string;
      path: string;
      scannedAt: string;
      /** @enum {string} */
      scanReason: 'bulk' | 'modified' | 'subtree' | 'manual';
      sha1: string | null;
      sharedLink: {
        /** @enum {string} */
        access: 'open' | 'company' | 'collaborators';
        inheritedFrom: string | null;
        passwordProtected: boolean;
        url: string;
      } | null;
      size: number;
      /**
       * @description `trashed`: in Box’s trash; `gone`: no longer in Box, or no longer accessible to the account
       * @enum {string}
       */
      state: 'active' | 'trashed' | 'gone';
    };
    FileDetails: {
      /** @enum {string} */
      access: 'private' | 'internal' | 'external' | 'public';
      /** @description At most 100: those of the file first, then those of the folders above, nearest first */
      collaborators: {
        /** @description The folder that the collaboration is on; null if it is on the file itself */
        inheritedFrom: {
          folderId: string;
          path: string;
        } | null;
        isExternal: boolean;
        party: {
          /** @description Empty for an external person with a pending invitation */
          id: string;
          login: string | null;
          name: string;
          /** @enum {string} */
          type: 'user' | 'group';
        };
        role: string;
        /** @enum {string} */
        status: 'accepted' | 'pending';
      }[];
      /** @description The list is incomplete: there are more, or Box does not provide them */
      collaboratorsTruncated: boolean;
      connectionId: string;
      /**
       * @description `disconnected`: the file is shown as it was when its connection was disconnected
       * @enum {string}
       */
      connectionState: 'active' | 'disconnected';
      createdAt: string | null;
      extension: string;
      fileId: string;
      /** @description The parent folder; 0 is the owner’s root folder */
      folderId: string;
      generation: number;
      hasCollaborations: boolean;
      modifiedAt: string | null;
      name: string;
      ownerId: string;
      ownerLogin: string;
      path: string;
      scannedAt: string;
      /** @enum {string} */
      scanReason: 'bulk' | 'modified' | 'subtree' | 'manual';
      /** @description The last 10 scans, newest first */
      scans: {
        /** @description The event that the scan followed; null for a listing */
        eventType: string | null;
        generation: number;
        /** @enum {string} */
        reason: 'bulk' | 'modified' | 'subtree' | 'manual';
        scannedAt: string;
      }[];
      sha1: string | null;
      sharedLink: {
        /** @enum {string} */
        access: 'open' | 'company' | 'collaborators';
        inheritedFrom: string | null;
        passwordProtected: boolean;
        url: string;
      } | null;
      size: number;
      /**
       * @description `trashed`: in Box’s trash; `gone`: no longer in Box, or no longer accessible to the account
       * @enum {string}
       */
      state: 'active' | 'trashed' | 'gone';
      /** @description The file’s page in Box */
      webUrl: string;
    };
    FileDetailsInput: {
      /** @enum {string} */
      access: 'private' | 'internal' | 'external' | 'public';
      /** @description At most 100: those of the file first, then those of the folders above, nearest first */
      collaborators: {
        /** @description The folder that the collaboration is on; null if it is on the file itself */
        inheritedFrom: {
          folderId: string;
          path: string;
        } | null;
        isExternal: boolean;
        party: {
          /** @description Empty for an external person with a pending invitation */
          id: string;
          login: string | null;
          name: string;
          /** @enum {string} */
          type: 'user' | 'group';
        };
        role: string;
        /** @enum {string} */
        status: 'accepted' | 'pending';
      }[];
      /** @description The list is incomplete: there are more, or Box does not provide them */
      collaboratorsTruncated: boolean;
      connectionId: string;
      /**
       * @description `disconnected`: the file is shown as it was when its connection was disconnected
       * @enum {string}
       */
      connectionState: 'active' | 'disconnected';
      createdAt: string | null;
      extension: string;
      fileId: string;
      /** @description The parent folder; 0 is the owner’s root folder */
      folderId: string;
      generation: number;
      hasCollaborations: boolean;
      modifiedAt: string | null;
      name: string;
      ownerId: string;
      ownerLogin: string;
      path: string;
      scannedAt: string;
      /** @enum {string} */
      scanReason: 'bulk' | 'modified' | 'subtree' | 'manual';
      /** @description The last 10 scans, newest first */
      scans: {
        /** @description The event that the scan followed; null for a listing */
        eventType: string | null;
        generation: number;
        /** @enum {string} */
        reason: 'bulk' | 'modified' | 'subtree' | 'manual';
        scannedAt: string;
      }[];
      sha1: string | null;
      sharedLink: {
        /** @enum {string} */
        access: 'open' | 'company' | 'collaborators';
        inheritedFrom: string | null;
        passwordProtected: boolean;
        url: string;
      } | null;
      size: number;
      /**
       * @description `trashed`: in Box’s trash; `gone`: no longer in Box, or no longer accessible to the account
       * @enum {string}
       */
      state: 'active' | 'trashed' | 'gone';
      /** @description The file’s page in Box */
      webUrl: string;
    };
    FileInput: {
      /** @enum {string} */
      access: 'private' | 'internal' | 'external' | 'public';
      connectionId: string;
      /**
       * @description `disconnected`: the file is shown as it was when its connection was disconnected
       * @enum {string}
       */
      connectionState: 'active' | 'disconnected';
      createdAt: string | null;
      extension: string;
      fileId: string;
      generation: number;
      hasCollaborations: boolean;
      modifiedAt: string | null;
      name: string;
      ownerId: string;
      ownerLogin: string;
      path: string;
      scannedAt: string;
      /** @enum {string} */
      scanReason: 'bulk' | 'modified' | 'subtree' | 'manual';
      sha1: string | null;
      sharedLink: {
        /** @enum {string} */
        access: 'open' | 'company' | 'collaborators';
        inheritedFrom: string | null;
        passwordProtected: boolean;
        url: string;
      } | null;
      size: number;
      /**
       * @description `trashed`: in Box’s trash; `gone`: no longer in Box, or no longer accessible to the account
       * @enum {string}
       */
      state: 'active' | 'trashed' | 'gone';
    };
    FileSummary: {
      /** @description Files in the requested states, by access */
      byAccess: {
        external: number;
        internal: number;
        private: number;
        public: number;
      };
      /** @description Files in every state, whatever the filter `state` is */
      byState: {
        active: number;
        gone: number;
        trashed: number;
      };
      /** @description The number of files in the requested states, `active` by default; the sum of `byAccess` */
      total: number;
    };
    FileSummaryInput: {
      /** @description Files in the requested states, by access */
      byAccess: {
        external: number;
        internal: number;
        private: number;
        public: number;
      };
      /** @description Files in every state, whatever the filter `state` is */
      byState: {
        active: number;
        gone: number;
        trashed: number;
      };
      /** @description The number of files in the requested states, `active` by default; the sum of `byAccess` */
      total: number;
    };
    Health: {
      /** @description Why it is not healthy, the worst first; none if it is healthy */
      reasons: {
        /** @enum {string} */
        code:
          | 'encryption_key_missing'
          | 'app_rejected'
          | 'reauthorization_required'
          | 'waiting_for_consent'
          | 'postgres_unreachable'
          | 'migrations_pending'
          | 'temporal_unreachable'
          | 'no_worker'
          | 'blocked_on_the_way'
          | 'box_unreachable'
          | 'box_throttling'
          | 'monthly_calls_low'
          | 'scan_stuck'
          | 'events_behind'
          | 'connecting'
          | 'starting'
          | 'events_unavailable'
          | 'backfill_failing'
          | 'rescans_failing'
          | 'scan_overdue'
          | 'scan_paused'
          | 'folders_parked'
          | 'coverage_reduced'
          | 'test_failed'
          | 'disconnecting'
          | 'disconnected'
          | 'internal_error';
        message: string;
        remedy: string | null;
        since: string;
        /** @enum {string} */
        state: 'degraded' | 'stalled' | 'action_required';
      }[];
      /** @description Since when the state lasts */
      since: string;
      /**
       * @description degraded: works, but slower or with something missing; stalled: stands still, and continues by itself once the cause is gone; action_required: stands still until somebody acts
       * @enum {string}
       */
      state: 'healthy' | 'degraded' | 'stalled' | 'action_required';
    };
    HealthInput: {
      /** @description Why it is not healthy, the worst first; none if it is healthy */
      reasons: {
        /** @enum {string} */
        code:
          | 'encryption_key_missing'
          | 'app_rejected'
          | 'reauthorization_required'
          | 'waiting_for_consent'
          | 'postgres_unreachable'
          | 'migrations_pending'
          | 'temporal_unreachable'
          | 'no_worker'
          | 'blocked_on_the_way'
          | 'box_unreachable'
          | 'box_throttling'
          | 'monthly_calls_low'
          | 'scan_stuck'
          | 'events_behind'
          | 'connecting'
          | 'starting'
          | 'events_unavailable'
          | 'backfill_failing'
          | 'rescans_failing'
          | 'scan_overdue'
          | 'scan_paused'
          | 'folders_parked'
          | 'coverage_reduced'
          | 'test_failed'
          | 'disconnecting'
          | 'disconnected'
          | 'internal_error';
        message: string;
        remedy: string | null;
        since: string;
        /** @enum {string} */
        state: 'degraded' | 'stalled' | 'action_required';
      }[];
      /** @description Since when the state lasts */
      since: string;
      /**
       * @description degraded: works, but slower or with something missing; stalled: stands still, and continues by itself once the cause is gone; action_required: stands still until somebody acts
       * @enum {string}
       */
      state: 'healthy' | 'degraded' | 'stalled' | 'action_required';
    };
    HealthOverview: {
      checkedAt: string;
      /** @description The number of connections in each state, without disconnected ones */
      connections: {
        action_required: number;
        degraded: number;
        healthy: number;
        stalled: number;
      };
      deployment: {
        /** @description Whether every process has the keys of all stored tokens */
        encryptionKeys: boolean;
        postgres: boolean;
        /** @description Why it is not healthy, the worst first; none if it is healthy */
        reasons: {
          /** @enum {string} */
          code:
            | 'encryption_key_missing'
            | 'app_rejected'
            | 'reauthorization_required'
            | 'waiting_for_consent'
            | 'postgres_unreachable'
            | 'migrations_pending'
            | 'temporal_unreachable'
            | 'no_worker'
            | 'blocked_on_the_way'
            | 'box_unreachable'
            | 'box_throttling'
            | 'monthly_calls_low'
            | 'scan_stuck'
            | 'events_behind'
            | 'connecting'
            | 'starting'
            | 'events_unavailable'
            | 'backfill_failing'
            | 'rescans_failing'
            | 'scan_overdue'
            | 'scan_paused'
            | 'folders_parked'
            | 'coverage_reduced'
            | 'test_failed'
            | 'disconnecting'
            | 'disconnected'
            | 'internal_error';
          message: string;
          remedy: string | null;
          since: string;
          /** @enum {string} */
          state: 'degraded' | 'stalled' | 'action_required';
        }[];
        /** @description Since when the state lasts */
        since: string;
        /**
         * @description degraded: works, but slower or with something missing; stalled: stands still, and continues by itself once the cause is gone; action_required: stands still until somebody acts
         * @enum {string}
         */
        state: 'healthy' | 'degraded' | 'stalled' | 'action_required';
        temporal: boolean;
        /** @description The worker processes of the last day, the one seen last first */
        workers: {
          id: string;
          seenAt: string;
          startedAt: string;
          /** @enum {string} */
          state: 'running' | 'draining' | 'stopped';
          version: string;
        }[];
      };
      /** @description The connections that are not disconnected, the worst first; at most 1,000 */
      items: {
        health: components['schemas']['Health'];
        id: string;
        name: string;
        /** @enum {string} */
        status:
          | 'awaiting_consent'
          | 'consent_denied'
          | 'consent_expired'
          | 'connecting'
          | 'testing'
          | 'connected'
          | 'needs_reauthorization'
          | 'disconnected';
      }[];
      /**
       * @description The worst of the deployment and its connections
       * @enum {string}
       */
      state: 'healthy' | 'degraded' | 'stalled' | 'action_required';
    };
    HealthOverviewInput: {
      checkedAt: string;
      /** @description The number of connections in each state, without disconnected ones */
      connections: {
        action_required: number;
        degraded: number;
        healthy: number;
        stalled: number;
      };
      deployment: {
        /** @description Whether every process has the keys of all stored tokens */
        encryptionKeys: boolean;
        postgres: boolean;
        /** @description Why it is not healthy, the worst first; none if it is healthy */
        reasons: {
          /** @enum {string} */
          code:
            | 'encryption_key_missing'
            | 'app_rejected'
            | 'reauthorization_required'
            | 'waiting_for_consent'
            | 'postgres_unreachable'
            | 'migrations_pending'
            | 'temporal_unreachable'
            | 'no_worker'
            | 'blocked_on_the_way'
            | 'box_unreachable'
            | 'box_throttling'
            | 'monthly_calls_low'
            | 'scan_stuck'
            | 'events_behind'
            | 'connecting'
            | 'starting'
            | 'events_unavailable'
            | 'backfill_failing'
            | 'rescans_failing'
            | 'scan_overdue'
            | 'scan_paused'
            | 'folders_parked'
            | 'coverage_reduced'
            | 'test_failed'
            | 'disconnecting'
            | 'disconnected'
            | 'internal_error';
          message: string;
          remedy: string | null;
          since: string;
          /** @enum {string} */
          state: 'degraded' | 'stalled' | 'action_required';
        }[];
        /** @description Since when the state lasts */
        since: string;
        /**
         * @description degraded: works, but slower or with something missing; stalled: stands still, and continues by itself once the cause is gone; action_required: stands still until somebody acts
         * @enum {string}
         */
        state: 'healthy' | 'degraded' | 'stalled' | 'action_required';
        temporal: boolean;
        /** @description The worker processes of the last day, the one seen last first */
        workers: {
          id: string;
          seenAt: string;
          startedAt: string;
          /** @enum {string} */
          state: 'running' | 'draining' | 'stopped';
          version: string;
        }[];
      };
      /** @description The connections that are not disconnected, the worst first; at most 1,000 */
      items: {
        health: components['schemas']['HealthInput'];
        id: string;
        name: string;
        /** @enum {string} */
        status:
          | 'awaiting_consent'
          | 'consent_denied'
          | 'consent_expired'
          | 'connecting'
          | 'testing'
          | 'connected'
          | 'needs_reauthorization'
          | 'disconnected';
      }[];
      /**
       * @description The worst of the deployment and its connections
       * @enum {string}
       */
      state: 'healthy' | 'degraded' | 'stalled' | 'action_required';
    };
    NewConnection: {
      account: {
        id: string;
        login: string;
        name: string;
        role: string;
      } | null;
      /** @description Calls to Box (UTC days) */
      apiCalls: {
        /** @description Until when the scan is slowed so that the month’s calls last; null while it is not */
        bulkSlowedUntil: string | null;
        /** @description Calls of the whole month if live work and scans go on as they did: of all connections of the enterprise, because Box counts those of an enterprise together, but not of other apps; null without a limit */
        forecast: number | null;
        /** @description What the enterprise may use per month (BOX_MONTHLY_API_CALLS) */
        perMonth: number | null;
        /** @description Of this connection; at least `scan.apiCalls` of the scans begun this month */
        thisMonth: number;
        today: number;
      };
      backfill: {
        events: number;
        finishedAt: string | null;
        from: string;
        /** @description Why the last call failed; null if it succeeded */
        problem: components['schemas']['OngoingProblem'] | null;
        reachedAt: string | null;
        /** @enum {string} */
        state: 'waiting' | 'running' | 'failing' | 'done' | 'unavailable';
        to: string;
      } | null;
      connectedAt: string | null;
      consentExpiresAt: string;
      consentUrl: string;
      /** @description Another connection to the same enterprise. Files and events that both have count there, so that sums across connections count each once; null if this is the only connection, or the one that counts */
      countedIn: {
        id: string;
        name: string;
      } | null;
      /** @description Whose files are scanned: `full` (every managed user’s), `limited`, or `own_files` (the account’s own); null before a consent. `full` is lowered to `limited` while the scan misses anything: see `coverageDetail` */
      coverage: ('full' | 'limited' | 'own_files') | null;
      /** @description What the scan misses; null before a consent */
      coverageDetail: {
        /** @description Since when Box lets the account act as no other user */
        asUserRefusedSince: string | null;
        /**
         * @description What the account allows
         * @enum {string}
         */
        base: 'full' | 'limited' | 'own_files';
        /** @description Folders whose listing at Box does not end */
        endlessListings: number;
        /** @description Folders that could not be listed; they are retried */
        parkedFolders: number;
        /** @description Changed files, folders and users that could not be rescanned; they are retried */
        parkedItems: number;
        /** @description Since when the oldest of these is missed; null if nothing is, or unknown */
        since: string | null;
        /** @description Users whose files are not scanned, deactivated ones included */
        skippedUsers: number;
        /** @description Entries of folders that could not be read */
        unreadableEntries: number;
        /** @description Whether the users could not be listed to the end */
        usersListingIncomplete: boolean;
      } | null;
      createdAt: string;
      disconnectedAt: string | null;
      /** @description When disconnecting was requested; it takes a moment */
      disconnectRequestedAt: string | null;
      enterprise: {
        id: string;
        name: string;
      } | null;
      eventStream: {
        events: number;
        gaps: {
          from: string;
          to: string;
        }[];
        /** @description How long after it happened the newest event was received */
        lagMs: number | null;
        lastEventAt: string | null;
        lastPolledAt: string | null;
        /** @description Why the last poll failed; null if it succeeded */
        problem: components['schemas']['OngoingProblem'] | null;
        /** @enum {string} */
        state: 'waiting' | 'following' | 'failing' | 'unavailable';
        /** @description Entries of Box’s event log that are not events, or could not be stored */
        unreadable: number;
      } | null;
      /** @description All files that this connection knows, by state: what `/v1/files?connectionId=…` lists. `scan.files` counts the progress of one scan */
      files: {
        active: number;
        /** @description No longer in Box, or no longer accessible to the account */
        gone: number;
        /** @description In Box’s trash */
        trashed: number;
      };
      health: components['schemas']['Health'];
      id: string;
      lastTest: components['schemas']['TestResult'] | null;
      name: string;
      /** @description The first 100; `/v1/connections/{id}/problems` lists all */
      problems: components['schemas']['ScanProblem'][];
      /** @constant */
      provider: 'box';
      /** @description The progress of Test API while it runs */
      runningTest: {
        /** @description The finished checks */
        checks: {
          durationMs: number;
          id: string;
          message: string;
          remedy: string | null;
          /** @enum {string} */
          status: 'passed' | 'failed' | 'skipped';
          title: string;
        }[];
        /** @description Why the running check is being retried; null if its calls have not failed */
        retrying: {
          message: string;
          since: string;
        } | null;
        startedAt: string;
        /** @description The remaining checks; the first one is running */
        waiting: {
          id: string;
          title: string;
        }[];
      } | null;
      scan: components['schemas']['Scan'];
      /** @enum {string} */
      status:
        | 'awaiting_consent'
        | 'consent_denied'
        | 'consent_expired'
        | 'connecting'
        | 'testing'
        | 'connected'
        | 'needs_reauthorization'
        | 'disconnected';
      statusReason: {
        code: string;
        message: string;
        remedy: string | null;
      } | null;
      /** @description The Temporal workflow of the connection */
      workflow: {
        id: string;
        /** @description Its page in Temporal’s UI */
        url: string | null;
      };
    };
    NewConnectionInput: {
      account: {
        id: string;
        login: string;
        name: string;
        role: string;
      } | null;
      /** @description Calls to Box (UTC days) */
      apiCalls: {
        /** @description Until when the scan is slowed so that the month’s calls last; null while it is not */
        bulkSlowedUntil: string | null;
        /** @description Calls of the whole month if live work and scans go on as they did: of all connections of the enterprise, because Box counts those of an enterprise together, but not of other apps; null without a limit */
        forecast: number | null;
        /** @description What the enterprise may use per month (BOX_MONTHLY_API_CALLS) */
        perMonth: number | null;
        /** @description Of this connection; at least `scan.apiCalls` of the scans begun this month */
        thisMonth: number;
        today: number;
      };
      backfill: {
        events: number;
        finishedAt: string | null;
        from: string;
        /** @description Why the last call failed; null if it succeeded */
        problem: components['schemas']['OngoingProblemInput'] | null;
        reachedAt: string | null;
        /** @enum {string} */
        state: 'waiting' | 'running' | 'failing' | 'done' | 'unavailable';
        to: string;
      } | null;
      connectedAt: string | null;
      consentExpiresAt: string;
      consentUrl: string;
      /** @description Another connection to the same enterprise. Files and events that both have count there, so that sums across connections count each once; null if this is the only connection, or the one that counts */
      countedIn: {
        id: string;
        name: string;
      } | null;
      /** @description Whose files are scanned: `full` (every managed user’s), `limited`, or `own_files` (the account’s own); null before a consent. `full` is lowered to `limited` while the scan misses anything: see `coverageDetail` */
      coverage: ('full' | 'limited' | 'own_files') | null;
      /** @description What the scan misses; null before a consent */
      coverageDetail: {
        /** @description Since when Box lets the account act as no other user */
        asUserRefusedSince: string | null;
        /**
         * @description What the account allows
         * @enum {string}
         */
        base: 'full' | 'limited' | 'own_files';
        /** @description Folders whose listing at Box does not end */
        endlessListings: number;
        /** @description Folders that could not be listed; they are retried */
        parkedFolders: number;
        /** @description Changed files, folders and users that could not be rescanned; they are retried */
        parkedItems: number;
        /** @description Since when the oldest of these is missed; null if nothing is, or unknown */
        since: string | null;
        /** @description Users whose files are not scanned, deactivated ones included */
        skippedUsers: number;
        /** @description Entries of folders that could not be read */
        unreadableEntries: number;
        /** @description Whether the users could not be listed to the end */
        usersListingIncomplete: boolean;
      } | null;
      createdAt: string;
      disconnectedAt: string | null;
      /** @description When disconnecting was requested; it takes a moment */
      disconnectRequestedAt: string | null;
      enterprise: {
        id: string;
        name: string;
      } | null;
      eventStream: {
        events: number;
        gaps: {
          from: string;
          to: string;
        }[];
        /** @description How long after it happened the newest event was received */
        lagMs: number | null;
        lastEventAt: string | null;
        lastPolledAt: string | null;
        /** @description Why the last poll failed; null if it succeeded */
        problem: components['schemas']['OngoingProblemInput'] | null;
        /** @enum {string} */
        state: 'waiting' | 'following' | 'failing' | 'unavailable';
        /** @description Entries of Box’s event log that are not events, or could not be stored */
        unreadable: number;
      } | null;
      /** @description All files that this connection knows, by state: what `/v1/files?connectionId=…` lists. `scan.files` counts the progress of one scan */
      files: {
        active: number;
        /** @description No longer in Box, or no longer accessible to the account */
        gone: number;
        /** @description In Box’s trash */
        trashed: number;
      };
      health: components['schemas']['HealthInput'];
      id: string;
      lastTest: components['schemas']['TestResultInput'] | null;
      name: string;
      /** @description The first 100; `/v1/connections/{id}/problems` lists all */
      problems: components['schemas']['ScanProblemInput'][];
      /** @constant */
      provider: 'box';
      /** @description The progress of Test API while it runs */
      runningTest: {
        /** @description The finished checks */
        checks: {
          durationMs: number;
          id: string;
          message: string;
          remedy: string | null;
          /** @enum {string} */
          status: 'passed' | 'failed' | 'skipped';
          title: string;
        }[];
        /** @description Why the running check is being retried; null if its calls have not failed */
        retrying: {
          message: string;
          since: string;
        } | null;
        startedAt: string;
        /** @description The remaining checks; the first one is running */
        waiting: {
          id: string;
          title: string;
        }[];
      } | null;
      scan: components['schemas']['ScanInput'];
      /** @enum {string} */
      status:
        | 'awaiting_consent'
        | 'consent_denied'
        | 'consent_expired'
        | 'connecting'
        | 'testing'
        | 'connected'
        | 'needs_reauthorization'
        | 'disconnected';
      statusReason: {
        code: string;
        message: string;
        remedy: string | null;
      } | null;
      /** @description The Temporal workflow of the connection */
      workflow: {
        id: string;
        /** @description Its page in Temporal’s UI */
        url: string | null;
      };
    };
    OngoingProblem: {
      /** @description Status, code and request id of the response of Box */
      boxSaid: string | null;
      code: string;
      failingSince: string;
      lastFailedAt: string;
      message: string;
      nextTryAt: string | null;
      remedy: string | null;
    };
    OngoingProblemInput: {
      /** @description Status, code and request id of the response of Box */
      boxSaid: string | null;
      code: string;
      failingSince: string;
      lastFailedAt: string;
      message: string;
      nextTryAt: string | null;
      remedy: string | null;
    };
    Overview: {
      connections: {
        /** @description The number of connections per status, without zeros */
        byStatus: {
          [key: string]: number;
        };
        /** @description All connections, including disconnected ones */
        total: number;
      };
      /** @description The events that active connections received, of the last seven days */
      events: {
        /** @description The most frequent types */
        byType: components['schemas']['EventTypeCount'][];
        /** @description Events of every type */
        total: number;
      };
      /** @description Files of active connections; `total` and `byAccess` count active files */
      files: components['schemas']['FileSummary'];
      /** @description Active files by the time of their last scan; each file is counted once */
      freshness: {
        lastDay: number;
        lastHour: number;
        lastWeek: number;
        older: number;
      };
      /** @description Active files that became public in the last seven days, by a link that was created or changed */
      newPublicLinks: {
        /** @description The last seven days (UTC), oldest first */
        days: {
          count: number;
          day: string;
        }[];
        /** @description The newest */
        items: components['schemas']['File'][];
        /** @description The number of such files */
        total: number;
      };
    };
    OverviewInput: {
      connections: {
        /** @description The number of connections per status, without zeros */
        byStatus: {
          [key: string]: number;
        };
        /** @description All connections, including disconnected ones */
        total: number;
      };
      /** @description The events that active connections received, of the last seven days */
      events: {
        /** @description The most frequent types */
        byType: components['schemas']['EventTypeCountInput'][];
        /** @description Events of every type */
        total: number;
      };
      /** @description Files of active connections; `total` and `byAccess` count active files */
      files: components['schemas']['FileSummaryInput'];
      /** @description Active files by the time of their last scan; each file is counted once */
      freshness: {
        lastDay: number;
        lastHour: number;
        lastWeek: number;
        older: number;
      };
      /** @description Active files that became public in the last seven days, by a link that was created or changed */
      newPublicLinks: {
        /** @description The last seven days (UTC), oldest first */
        days: {
          count: number;
          day: string;
        }[];
        /** @description The newest */
        items: components['schemas']['FileInput'][];
        /** @description The number of such files */
        total: number;
      };
    };
    Problem: {
      /** @description A stable code, listed in docs/troubleshooting.md */
      code: string;
      /** @description What happened and what to do */
      detail: string;
      /** @description The invalid fields */
      errors?: {
        field: string;
        message: string;
      }[];
      status: number;
      title: string;
      /** @description Identifies the kind of problem */
      type: string;
    };
    ProblemInput: {
      /** @description A stable code, listed in docs/troubleshooting.md */
      code: string;
      /** @description What happened and what to do */
      detail: string;
      /** @description The invalid fields */
      errors?: {
        field: string;
        message: string;
      }[];
      status: number;
      title: string;
      /** @description Identifies the kind of problem */
      type: string;
    };
    Queue: {
      /** @description The first `limit` items */
      items: {
        at: string | null;
        eventType: string | null;
        itemId: string;
        /** @enum {string} */
        itemType: 'file' | 'folder' | 'user';
        /** @enum {string} */
        lane: 'express' | 'subtree' | 'bulk';
        ownerId: string | null;
        /** @description The login of the owner; null if the user is not known */
        ownerLogin: string | null;
        /** @description The path at the last scan; null if the item has not been scanned yet */
        path: string | null;
        position: number;
        /** @enum {string} */
        reason: 'bulk' | 'modified' | 'subtree' | 'manual';
      }[];
      /** @description All items that wait, counted at the same moment as `items` */
      waiting: {
        /** @description Folders of the full scan. With `subtree`: `folders.waiting` of the scan */
        bulk: number;
        /** @description Changed items, also those being rescanned: `express.waiting` of the scan */
        express: number;
        /** @description Folders below a changed folder */
        subtree: number;
        total: number;
      };
    };
    QueueInput: {
      /** @description The first `limit` items */
      items: {
        at: string | null;
        eventType: string | null;
        itemId: string;
        /** @enum {string} */
        itemType: 'file' | 'folder' | 'user';
        /** @enum {string} */
        lane: 'express' | 'subtree' | 'bulk';
        ownerId: string | null;
        /** @description The login of the owner; null if the user is not known */
        ownerLogin: string | null;
        /** @description The path at the last scan; null if the item has not been scanned yet */
        path: string | null;
        position: number;
        /** @enum {string} */
        reason: 'bulk' | 'modified' | 'subtree' | 'manual';
      }[];
      /** @description All items that wait, counted at the same moment as `items` */
      waiting: {
        /** @description Folders of the full scan. With `subtree`: `folders.waiting` of the scan */
        bulk: number;
        /** @description Changed items, also those being rescanned: `express.waiting` of the scan */
        express: number;
        /** @description Folders below a changed folder */
        subtree: number;
        total: number;
      };
    };
    Rescan: {
      /** @description Who changed the item; null if Box does not say, and for a rescan requested here */
      actor: {
        id: string;
        login: string | null;
        name: string | null;
      } | null;
      cause: {
        /** @description When the item changed at Box, or when the rescan was requested here */
        at: string;
        eventId: string | null;
        /** @description MANUAL for a rescan requested here */
        eventType: string;
      };
      changed: {
        /** @enum {string} */
        field: 'state' | 'access' | 'sharedLink' | 'owner' | 'login' | 'name' | 'path' | 'content' | 'size';
        from: string | number | null;
        to: string | number | null;
      }[];
      /** @description From the change at Box until Box let us know; null for a rescan requested here */
      delayAtBoxSeconds: number | null;
      /** @description For a folder: the recorded files below it, which are rescanned with it; at most 100,000 are counted */
      filesBelow: number | null;
      itemId: string;
      /** @enum {string} */
      itemType: 'file' | 'folder' | 'user';
      /** @description Null if no scan has recorded the item */
      name: string | null;
      /** @description Null for a user, and if no scan has recorded the item */
      path: string | null;
      /** @description Why the item was skipped, or could not be scanned */
      problem: {
        code: string;
        message: string;
        remedy: string | null;
      } | null;
      /** @description When the change was known here; null if its event is not stored */
      queuedAt: string | null;
      /** @enum {string} */
      reason: 'bulk' | 'modified' | 'subtree' | 'manual';
      /** @enum {string} */
      result: 'scanned' | 'unchanged' | 'trashed' | 'gone' | 'skipped' | 'failed';
      scannedAt: string;
      /** @description From `queuedAt` to `scannedAt`, without the time during which the scan was paused or parked */
      seconds: number | null;
    };
    RescanInput: {
      /** @description Who changed the item; null if Box does not say, and for a rescan requested here */
      actor: {
        id: string;
        login: string | null;
        name: string | null;
      } | null;
      cause: {
        /** @description When the item changed at Box, or when the rescan was requested here */
        at: string;
        eventId: string | null;
        /** @description MANUAL for a rescan requested here */
        eventType: string;
      };
      changed: {
        /** @enum {string} */
        field: 'state' | 'access' | 'sharedLink' | 'owner' | 'login' | 'name' | 'path' | 'content' | 'size';
        from: string | number | null;
        to: string | number | null;
      }[];
      /** @description From the change at Box until Box let us know; null for a rescan requested here */
      delayAtBoxSeconds: number | null;
      /** @description For a folder: the recorded files below it, which are rescanned with it; at most 100,000 are counted */
      filesBelow: number | null;
      itemId: string;
      /** @enum {string} */
      itemType: 'file' | 'folder' | 'user';
      /** @description Null if no scan has recorded the item */
      name: string | null;
      /** @description Null for a user, and if no scan has recorded the item */
      path: string | null;
      /** @description Why the item was skipped, or could not be scanned */
      problem: {
        code: string;
        message: string;
        remedy: string | null;
      } | null;
      /** @description When the change was known here; null if its event is not stored */
      queuedAt: string | null;
      /** @enum {string} */
      reason: 'bulk' | 'modified' | 'subtree' | 'manual';
      /** @enum {string} */
      result: 'scanned' | 'unchanged' | 'trashed' | 'gone' | 'skipped' | 'failed';
      scannedAt: string;
      /** @description From `queuedAt` to `scannedAt`, without the time during which the scan was paused or parked */
      seconds: number | null;
    };
    Rescans: {
      items: components['schemas']['Rescan'][];
    };
    RescansInput: {
      items: components['schemas']['RescanInput'][];
    };
    Scan: {
      /** @description Calls to Box that this scan has made, rescans of changed items included */
      apiCalls: number;
      etaSeconds: number | null;
      express: {
        /** @description The same for Box’s own delay: from the change until Box let us know */
        boxP95Ms: number | null;
        /** @description From when a live change was known here to its rescan, without pauses: 95 % took at most this long in the last `periodSeconds`; null if there were none */
        p95Ms: number | null;
        periodSeconds: number;
        /** @description Rescans of changed items during this scan */
        scanned: number;
        /** @description Changed items that wait for a rescan or are being rescanned */
        waiting: number;
      };
      /** @description The progress of this scan only. The number of files that are known is in `files` of the connection */
      files: {
        /** @description Files that this scan has seen so far, each counted once */
        found: number;
        /** @description Files that this scan has recorded so far: always the same as `found`, because a listing that shows a file has all that is recorded of it */
        scanned: number;
      };
      /** @description Files seen by this scan per second of its duration */
      filesPerSecond: number | null;
      /** @description When the last completed scan finished */
      finishedAt: string | null;
      folders: {
        /** @description Folders that this scan has listed to the end */
        listed: number;
        /** @description Known folders that are still to be listed */
        waiting: number;
      };
      /** @description The number of the newest scan, whose counters follow; null before the first */
      generation: number | null;
      /** @description All that `/v1/connections/{id}/problems` lists, skipped users included */
      problems: number;
      /** @description What has been requested and has not taken effect yet; null if nothing has */
      requested: ('pause' | 'resume' | 'restart') | null;
      /** @description When that takes effect; null if nothing was requested */
      requestTakesEffect: ('now' | 'when a worker is back' | 'after reauthorization' | 'after resume') | null;
      startedAt: string | null;
      /** @enum {string} */
      state: 'waiting' | 'running' | 'paused' | 'idle' | 'stopped';
      users: {
        /** @description Users of whom no folder is waiting */
        done: number;
        /** @description Users whose files are not scanned */
        skipped: number;
        /** @description All users that are known, skipped ones included */
        total: number;
      };
    };
    ScanInput: {
      /** @description Calls to Box that this scan has made, rescans of changed items included */
      apiCalls: number;
      etaSeconds: number | null;
      express: {
        /** @description The same for Box’s own delay: from the change until Box let us know */
        boxP95Ms: number | null;
        /** @description From when a live change was known here to its rescan, without pauses: 95 % took at most this long in the last `periodSeconds`; null if there were none */
        p95Ms: number | null;
        periodSeconds: number;
        /** @description Rescans of changed items during this scan */
        scanned: number;
        /** @description Changed items that wait for a rescan or are being rescanned */
        waiting: number;
      };
      /** @description The progress of this scan only. The number of files that are known is in `files` of the connection */
      files: {
        /** @description Files that this scan has seen so far, each counted once */
        found: number;
        /** @description Files that this scan has recorded so far: always the same as `found`, because a listing that shows a file has all that is recorded of it */
        scanned: number;
      };
      /** @description Files seen by this scan per second of its duration */
      filesPerSecond: number | null;
      /** @description When the last completed scan finished */
      finishedAt: string | null;
      folders: {
        /** @description Folders that this scan has listed to the end */
        listed: number;
        /** @description Known folders that are still to be listed */
        waiting: number;
      };
      /** @description The number of the newest scan, whose counters follow; null before the first */
      generation: number | null;
      /** @description All that `/v1/connections/{id}/problems` lists, skipped users included */
      problems: number;
      /** @description What has been requested and has not taken effect yet; null if nothing has */
      requested: ('pause' | 'resume' | 'restart') | null;
      /** @description When that takes effect; null if nothing was requested */
      requestTakesEffect: ('now' | 'when a worker is back' | 'after reauthorization' | 'after resume') | null;
      startedAt: string | null;
      /** @enum {string} */
      state: 'waiting' | 'running' | 'paused' | 'idle' | 'stopped';
      users: {
        /** @description Users of whom no folder is waiting */
        done: number;
        /** @description Users whose files are not scanned */
        skipped: number;
        /** @description All users that are known, skipped ones included */
        total: number;
      };
    };
    ScanProblem: {
      /** @description The number of failed attempts; null if nothing is retried */
      attempts: number | null;
      code: string;
      itemId: string | null;
      itemType: string | null;
      message: string;
      /** @description When it is retried; null if not before the next scan */
      nextTryAt: string | null;
      ownerId: string | null;
      remedy: string | null;
      /** @description Since when the problem exists; null if that is not known */
      since: string | null;
    };
    ScanProblemInput: {
      /** @description The number of failed attempts; null if nothing is retried */
      attempts: number | null;
      code: string;
      itemId: string | null;
      itemType: string | null;
      message: string;
      /** @description When it is retried; null if not before the next scan */
      nextTryAt: string | null;
      ownerId: string | null;
      remedy: string | null;
      /** @description Since when the problem exists; null if that is not known */
      since: string | null;
    };
    Session: {
      /** @description Send it as X-CSRF-Token with every change */
      csrfToken: string;
      expiresAt: string;
      /** @description The name of the token that the session is based on */
      name: string;
      /** @enum {string} */
      role: 'admin' | 'operator';
    };
    SessionInput: {
      /** @description Send it as X-CSRF-Token with every change */
      csrfToken: string;
      expiresAt: string;
      /** @description The name of the token that the session is based on */
      name: string;
      /** @enum {string} */
      role: 'admin' | 'operator';
    };
    SetupGuide: {
      accountNotes: {
        account: string;
        coverage: string;
        note: string;
      }[];
      appRestriction: {
        apiKey: string;
        dataCenter: string;
        where: string;
      };
      dataCenters: {
        apiKey: string;
        dataCenter: string;
      }[];
      permissions: {
        consoleName: string;
        name: string;
        why: string;
      }[];
      steps: string[];
    };
    SetupGuideInput: {
      accountNotes: {
        account: string;
        coverage: string;
        note: string;
      }[];
      appRestriction: {
        apiKey: string;
        dataCenter: string;
        where: string;
      };
      dataCenters: {
        apiKey: string;
        dataCenter: string;
      }[];
      permissions: {
        consoleName: string;
        name: string;
        why: string;
      }[];
      steps: string[];
    };
    TestResult: {
      checks: {
        durationMs: number;
        id: string;
        message: string;
        remedy: string | null;
        /** @enum {string} */
        status: 'passed' | 'failed' | 'skipped';
        title: string;
      }[];
      finishedAt: string;
      startedAt: string;
      /** @enum {string} */
      status: 'passed' | 'failed';
    };
    TestResultInput: {
      checks: {
        durationMs: number;
        id: string;
        message: string;
        remedy: string | null;
        /** @enum {string} */
        status: 'passed' | 'failed' | 'skipped';
        title: string;
      }[];
      finishedAt: string;
      startedAt: string;
      /** @enum {string} */
      status: 'passed' | 'failed';
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;

import { expect, it } from 'vitest';
import { offlineApp } from '../../fixture/offline-app.js';

it('the API is described as OpenAPI 3.1, and readable at /docs', async () => {
  const app = await offlineApp();
  const document = (await app.inject('/openapi.json')).json<{ openapi: string; paths: object }>();
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining([
      '/healthz',
      '/readyz',
      '/v1/connectors/box',
      '/v1/connections',
      '/v1/connections/{id}',
      '/v1/connections/{id}/consent-link',
      '/oauth/box/callback',
      '/v1/connections/{id}/test',
      '/v1/connections/{id}/scan',
      '/v1/connections/{id}/scan/queue',
      '/v1/connections/{id}/scan/pause',
      '/v1/connections/{id}/scan/promote',
      '/v1/connections/{id}/progress',
      '/v1/files',
      '/v1/files/{connectionId}/{fileId}',
      '/v1/activities',
    ]),
  );
  expect((await app.inject('/docs')).statusCode).toBe(200);
  await app.close();
});

import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Promotion } from '../../domain/promotion.js';
import type { ScanRequest } from '../../domain/scan.js';
import {
  effectOf,
  effectSentence,
  pendingAfter,
  pendingRequest,
  type ScanSituation,
} from '../../domain/scan-request.js';
import { audited } from '../../store/access/audit-log.js';
import { recordScanRequest } from '../../store/connections/connections.js';
import { ownersOfFiles } from '../../store/files/files.js';
import { storePromotions } from '../../store/scan/promotions.js';
import { scanSituation } from '../../store/scan/situation.js';
import { callerOf } from '../access/authenticate.js';
import { getConnection } from '../http/get-connection.js';
import { ApiError } from '../http/problem.js';
import type { RequestOf } from '../http/route-types.js';
import type { idParams } from '../http/schemas.js';
import type { acceptedBody, promoteBody } from './schema.js';

type Accepted = z.input<typeof acceptedBody>;

/** Pauses, resumes or restarts a scan. The response says when that takes effect. */
export async function steerScan(
  request: RequestOf<{ params: typeof idParams }>,
  reply: FastifyReply,
  command: ScanRequest,
): Promise<Accepted> {
  const { db, temporal } = request.server;
  const { id } = await getConnection(db, request.params.id);
  const before = await scanSituation(db, id);
  const entry = { tokenId: callerOf(request).id, action: `scan.${command}`, target: id };
  const after =
    command === 'restart' ? ({ isRestartRequested: true } as const) : { requested: pendingAfter(command, before) };
  await audited(db, entry, async (trx) => {
    // Locks the row until the signal is sent: the scan records its effect after this request, never before it.
    await recordScanRequest(trx, id, after);
    await temporal.steerScan(id, command);
  });
  return accept(reply, command, before, { ...before, ...after });
}

/** Puts files at the head of the queue. The response says when they are scanned. */
export async function promoteFiles(
  request: RequestOf<{ params: typeof idParams; body: typeof promoteBody }>,
  reply: FastifyReply,
): Promise<Accepted> {
  const { db, temporal } = request.server;
  const { id } = await getConnection(db, request.params.id);
  const fileIds = [...new Set(request.body.fileIds)];
  const owners = await ownersOfFiles(db, id, fileIds);
  const unknown = fileIds.filter((fileId) => !owners.has(fileId));
  if (unknown.length > 0) throw unknownFiles(unknown);
  const at = new Date().toISOString();
  const promotions = fileIds.map((itemId): Promotion => ({
    itemType: 'file',
    itemId,
    ownerId: owners.get(itemId) ?? null,
    eventId: null,
    eventType: 'MANUAL',
    at,
    rank: 0,
    reason: 'manual',
  }));
  const entry = { tokenId: callerOf(request).id, action: 'scan.promote', target: id, detail: { fileIds } };
  await audited(db, entry, async (trx) => {
    await temporal.promote(id, promotions);
    await storePromotions(trx, id, promotions);
  });
  const situation = await scanSituation(db, id);
  return accept(reply, 'promote', situation, situation);
}

function accept(
  reply: FastifyReply,
  command: ScanRequest | 'promote',
  before: ScanSituation,
  after: ScanSituation,
): Accepted {
  void reply.code(202);
  return {
    accepted: true,
    state: before.state,
    requested: pendingRequest(after),
    willTakeEffect: effectOf(command, before),
    message: effectSentence(command, before),
  };
}

function unknownFiles(fileIds: readonly string[]): ApiError {
  const detail = `fileIds: this connection has no files with the ids ${fileIds.join(', ')}`;
  return new ApiError(400, 'unknown_files', detail, {
    errors: fileIds.map((fileId) => ({ field: 'body.fileIds', message: `${fileId} is unknown` })),
  });
}
